import { percentBetween, usdLabel } from '../../../shared/cost/usd.js'
import { signedPercent } from '../../../shared/ui/percents.js'
import type { UsageResult } from '../pricing/usage-result.js'
import { costText, costTitle, countText, isKnown } from './cost-text.js'
import classes from './summary.module.css'

/** The totals of all rows. */
export function Summary({ result: { totals, reported, uncertain } }: { result: UsageResult }) {
  const priced = totals.rows - totals.unpriced
  const unsure = uncertain.before_history + uncertain.after_removal
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Cost</dt>
        <dd title={costTitle(totals)}>{isKnown(totals) ? costText(totals) : 'Unknown'}</dd>
        <dd className={classes.note}>
          {totals.unpriced === 0 ? 'of all rows' : `of ${countText(priced, 'row')}, without those not priced`}
        </dd>
      </div>
      <div>
        <dt>Rows</dt>
        <dd>{totals.rows.toLocaleString('en-US')}</dd>
        <dd className={classes.note}>
          {totals.by_day.length === 0 ? 'without a day' : `on ${countText(totals.by_day.length, 'day')}`}
        </dd>
      </div>
      <div>
        <dt>Not priced</dt>
        <dd data-tone={totals.unpriced > 0 ? 'warn' : undefined}>{totals.unpriced.toLocaleString('en-US')}</dd>
        {unsure > 0 && <dd className={classes.note}>{countText(unsure, 'price')} not certain</dd>}
      </div>
      {reported !== null && (
        <div>
          <dt>Reported in the file</dt>
          <dd title={`$${reported.reported.toFixed()}`}>{usdLabel(reported.reported)}</dd>
          <dd className={classes.note}>{reportedText(reported)}</dd>
        </div>
      )}
    </dl>
  )
}

/** How the computed cost of the same rows differs from what the file says. */
function reportedText({ rows, reported, cost }: NonNullable<UsageResult['reported']>): string {
  const of = countText(rows, 'row')
  const difference = cost.minus(reported)
  if (difference.eq(0)) return `for ${of}, the same as computed here`
  const percent = signedPercent(percentBetween(reported, cost))
  return `for ${of}; computed here: ${usdLabel(difference.abs())} ${difference.lt(0) ? 'less' : 'more'}${percent === null ? '' : ` (${percent})`}`
}
