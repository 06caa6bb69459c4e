import { localDay, fullTime } from '../ui/local-time.js'
import type { HistoryLine } from './history-lines.js'
import classes from './step-chart.module.css'

/** The steps of a chart as a table, newest first. */
export function HistoryTable({ lines, unit }: { lines: readonly HistoryLine[]; unit: string }) {
  return (
    <details className={classes.details}>
      <summary>Show as table</summary>
      <table className={classes.table}>
        <caption className="visually-hidden">{unit}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className={classes.number}>
              {unit}
            </th>
          </tr>
        </thead>
        {lines.map(({ field, name, steps }) => (
          <tbody key={field}>
            {lines.length > 1 && (
              <tr className={classes.group}>
                <th scope="rowgroup" colSpan={3}>
                  {name}
                </th>
              </tr>
            )}
            {steps.toReversed().map(({ from, to, text, title }) => (
              <tr key={from}>
                <td title={fullTime(from)}>{localDay(from)}</td>
                <td title={to === null ? undefined : fullTime(to)}>{to === null ? 'now' : localDay(to)}</td>
                <td className={classes.number} title={title}>
                  {text}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </details>
  )
}
