import type { CostTotals } from '@modelkeep/catalog/contract/cost'
import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { useMemo } from 'react'
import shared from '../cost.module.css'
import { costText, costTitle } from './cost-text.js'
import { type DayBar, dayBars, type DayTotals, highestDay } from './day-bars.js'
import classes from './day-chart.module.css'

type Days = CostTotals['by_day']

/** One bar per day (UTC), with the same figures as a table. */
export function DayChart({ days }: { days: Days }) {
  const bars = useMemo(() => dayBars(days), [days])
  const highest = highestDay(days)
  const hasUnpriced = days.some(({ unpriced }) => unpriced > 0)
  return (
    <section aria-labelledby="by-day">
      <h2 id="by-day">Cost per day</h2>
      {highest !== null && bars.length > 1 && (
        <figure className={classes.figure}>
          <p className={classes.highest}>{costText(highest)}</p>
          <Bars bars={bars} label={labelOf(days, highest)} />
          <p className={classes.axis}>
            <span>{dayLabel(bars[0]!.day)}</span>
            <span>{dayLabel(bars.at(-1)!.day)}</span>
          </p>
          {hasUnpriced && (
            <figcaption className={classes.legend}>
              <span aria-hidden="true" /> some rows of the day are not priced
            </figcaption>
          )}
        </figure>
      )}
      <details className={shared.details} open={bars.length <= 1 || highest === null}>
        <summary>Show as table</summary>
        <table className={shared.table}>
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              {['Cost', 'Rows', 'Not priced'].map((name) => (
                <th key={name} scope="col" className={shared.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <DayRow key={day.day} of={day} />
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}

function DayRow({ of }: { of: DayTotals }) {
  return (
    <tr>
      <th scope="row">{dayLabel(of.day)}</th>
      <td className={shared.number} title={costTitle(of)}>
        {costText(of)}
      </td>
      <td className={shared.number}>{of.rows.toLocaleString('en-US')}</td>
      <td className={of.unpriced > 0 ? `${shared.number} ${shared.warn}` : shared.number}>
        {of.unpriced.toLocaleString('en-US')}
      </td>
    </tr>
  )
}

const barWidth = 10
const height = 100

function Bars({ bars, label }: { bars: readonly DayBar[]; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      className={classes.bars}
      style={{ maxWidth: `${bars.length * 3}rem` }}
      viewBox={`0 0 ${bars.length * barWidth} ${height + 6}`}
      preserveAspectRatio="none"
    >
      {bars.map(({ day, totals, height: share }, at) => (
        <g key={day}>
          <title>{titleOf(day, totals)}</title>
          <rect className={classes.place} x={at * barWidth} y={0} width={barWidth} height={height + 6} />
          {share > 0 && (
            <rect
              className={classes.cost}
              x={at * barWidth + 1}
              // A small cost stays visible.
              y={height - Math.max(share * height, 1)}
              width={barWidth - 2}
              height={Math.max(share * height, 1)}
            />
          )}
          {totals !== null && totals.unpriced > 0 && (
            <rect className={classes.unpriced} x={at * barWidth + 1} y={height + 2} width={barWidth - 2} height={4} />
          )}
        </g>
      ))}
    </svg>
  )
}

function titleOf(day: string, totals: DayTotals | null): string {
  if (totals === null) return `${dayLabel(day)}: no rows`
  const unpriced = totals.unpriced === 0 ? '' : `, ${totals.unpriced} not priced`
  return `${dayLabel(day)}: ${costText(totals)}, ${totals.rows} row${totals.rows === 1 ? '' : 's'}${unpriced}`
}

function labelOf(days: Days, highest: DayTotals): string {
  const [first, last] = [days[0]!.day, days.at(-1)!.day]
  return `Cost per day from ${dayLabel(first)} to ${dayLabel(last)}, at most ${costText(highest)} on ${dayLabel(highest.day)}`
}
