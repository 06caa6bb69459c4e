import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { percentBetween, usdLabel } from '../../../shared/cost/usd.js'
import { AddModel } from '../../../shared/ui/add-model.js'
import { IconX } from '../../../shared/ui/icons.js'
import { signedPercent } from '../../../shared/ui/percents.js'
import shared from '../cost.module.css'
import type { UsageRun } from '../pricing/use-usage-pricing.js'
import { countText } from '../results/cost-text.js'
import type { ModelComparison } from './compare-model.js'
import { type PendingComparison, useComparisons } from './use-comparisons.js'
import classes from './what-if.module.css'

const maxModels = 3

interface WhatIfProps {
  run: UsageRun
  view: CatalogueView | null
}

/** What the same rows would have cost with other models, at the same times. */
export function WhatIf({ run, view }: WhatIfProps) {
  const [ids, setIds] = useState<readonly string[]>([])
  const comparisons = useComparisons(run, ids)
  if (view === null) return null
  return (
    <section aria-labelledby="what-if">
      <h2 id="what-if">What if</h2>
      <p className={shared.quiet}>
        The same rows, with the same counts of tokens and at the same times, as calls of another model. Compared are the
        rows that have a cost with both.
      </p>
      <AddModel view={view} chosen={ids} max={maxModels} add={(id) => setIds((before) => [...before, id])} />
      {ids.length > 0 && (
        <ul className={classes.models}>
          {ids.map((id, at) => (
            <Comparison
              key={id}
              id={id}
              rows={run.records.length}
              comparison={comparisons[at]!}
              remove={() => setIds((before) => before.filter((one) => one !== id))}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

interface ComparisonProps {
  id: string
  /** Of the run. */
  rows: number
  comparison: PendingComparison
  remove: () => void
}

function Comparison({ id, rows, comparison: { data, error, pricedRows, refetch }, remove }: ComparisonProps) {
  return (
    <li className={classes.model}>
      <div className={classes.head}>
        <Link to="/models/$" params={{ _splat: id }}>
          {id}
        </Link>
        <button type="button" onClick={remove} aria-label={`Remove ${id}`}>
          <IconX size={16} />
        </button>
      </div>
      <div role="status">
        {data !== undefined && <Result of={data} />}
        {data === undefined && error === null && <p>Pricing…</p>}
      </div>
      {data === undefined && error === null && (
        <progress className={classes.progress} max={rows} value={pricedRows} aria-label={`Priced with ${id}`} />
      )}
      {error !== null && (
        <p role="alert">
          The rows could not be priced: {error.message}.{' '}
          <button type="button" className={classes.retry} onClick={() => void refetch()}>
            Try again
          </button>
        </p>
      )}
    </li>
  )
}

function Result({ of: { rows, actual, cost, unpriced, uncertain } }: { of: ModelComparison }) {
  const missing = unpriced.reduce((sum, one) => sum + one.rows, 0)
  return (
    <>
      {rows > 0 && (
        <p className={classes.cost}>
          <strong title={`$${cost.toFixed()}`}>{usdLabel(cost)}</strong>
          <span>{differenceText(actual, cost)}</span>
        </p>
      )}
      <p>
        {rows === 0 ? 'The cost is unknown.' : `${countText(rows, 'row')}, which cost ${usdLabel(actual)}.`}
        {missing > 0 && ` ${countText(missing, 'row')} cannot be priced: ${unpriced[0]!.text}`}
      </p>
      {uncertain > 0 && (
        <p>
          {countText(uncertain, 'row')} at a time when the catalogue did not list this model: priced by its first or
          last known price.
        </p>
      )}
    </>
  )
}

/** `$20.00 less (−11.9 %)` */
function differenceText(actual: ModelComparison['actual'], cost: ModelComparison['cost']): string {
  const difference = cost.minus(actual)
  if (difference.eq(0)) return 'the same'
  const percent = signedPercent(percentBetween(actual, cost))
  return `${usdLabel(difference.abs())} ${difference.lt(0) ? 'less' : 'more'}${percent === null ? '' : ` (${percent})`}`
}
