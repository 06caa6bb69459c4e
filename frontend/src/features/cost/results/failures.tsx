import classes from '../cost.module.css'
import type { UsageResult } from '../pricing/usage-result.js'
import { countText } from './cost-text.js'
import { ScrollRegion } from './scroll-region.js'

interface FailuresProps {
  result: UsageResult
  /** What tells where a row is: its line, or its number in JSON that may be on one line. */
  place: 'line' | 'nr'
}

/** The rows that could not be priced, with the reason. */
export function Failures({ result: { totals, failures }, place }: FailuresProps) {
  if (totals.unpriced === 0) return null
  return (
    <section aria-labelledby="not-priced">
      <h2 id="not-priced">{countText(totals.unpriced, 'row')} not priced</h2>
      {totals.unpriced > failures.length && (
        <p className={classes.quiet}>
          The first {failures.length} are shown. The download has all of them, with the reason of each.
        </p>
      )}
      <ScrollRegion label="Table of rows that are not priced" isLow>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.number}>
                {place === 'line' ? 'Line' : 'Row'}
              </th>
              <th scope="col">Model</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ nr, [place]: at, result }) => (
              <tr key={nr}>
                <td className={classes.number}>{at}</td>
                <td className={classes.name}>{result.model ?? '–'}</td>
                <td className={classes.name}>{result.error?.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}
