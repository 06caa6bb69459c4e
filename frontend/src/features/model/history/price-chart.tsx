import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { useMemo, useState } from 'react'
import { useNow } from '../../../shared/hooks/use-now.js'
import { changeTimesOf, endOfChart } from './chart-steps.js'
import { historyViews, type HistoryView } from './history-lines.js'
import { HistoryTable } from './history-table.js'
import classes from './price-chart.module.css'
import { StepChart } from './step-chart.js'
import { dashes } from './line-dashes.js'

/** Charts of a model's prices and context. Loaded on demand, with the chart library. */
export function PriceChart({ history, isBilledByToken }: { history: ModelHistory; isBilledByToken: boolean }) {
  const views = useMemo(() => historyViews(history, isBilledByToken), [history, isBilledByToken])
  const [id, setId] = useState('tokens')
  const view = views.find((one) => one.id === id) ?? views[0]
  if (view === undefined) return <p className={classes.none}>No prices are known.</p>
  return (
    <div className={classes.whole}>
      {views.length > 1 && (
        <fieldset className={classes.views}>
          <legend className="visually-hidden">Chart</legend>
          {views.map((one) => (
            <label key={one.id}>
              <input type="radio" name="history-view" checked={one.id === view.id} onChange={() => setId(one.id)} />
              <span>{one.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Chart key={view.id} view={view} history={history} />
    </div>
  )
}

function Chart({ view, history }: { view: HistoryView; history: ModelHistory }) {
  const now = useNow(3_600_000)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(defaultFieldsOf(view)))
  const [wantsLog, setWantsLog] = useState(false)
  const lines = useMemo(() => view.lines.filter(({ field }) => chosen.has(field)), [view, chosen])
  const removedAt = history.present ? null : history.gaps.find(({ to }) => to === null)?.from
  const end = endOfChart(changeTimesOf(view.lines), removedAt == null ? null : Date.parse(removedAt), now)
  const styles = useMemo(() => lines.map((line) => view.lines.indexOf(line)), [view, lines])
  const heights = lines.flatMap(({ steps }) => steps.flatMap(({ height }) => height ?? []))
  // A log scale cannot show zero, and does not help when prices are close together.
  const canBeLog =
    heights.length > 0 && heights.every((height) => height > 0) && Math.max(...heights) > 3 * Math.min(...heights)
  const toggle = (field: string): void =>
    setChosen((before) =>
      before.has(field) ? new Set([...before].filter((one) => one !== field)) : new Set([...before, field]),
    )
  return (
    <>
      <div className={classes.bar}>
        {view.lines.length > 1 && <Legend lines={view.lines} chosen={chosen} toggle={toggle} />}
        <span className={classes.unit}>{view.unit}</span>
        {canBeLog && (
          <label className={classes.log}>
            <input type="checkbox" checked={wantsLog} onChange={(event) => setWantsLog(event.target.checked)} />
            Log scale
          </label>
        )}
      </div>
      {lines.length === 0 ? (
        <p className={classes.none}>No lines selected.</p>
      ) : (
        <StepChart
          lines={lines}
          styles={styles}
          end={end}
          isLog={wantsLog && canBeLog}
          isPrice={view.isPrice}
          label={`${view.name} of ${history.name}`}
        />
      )}
      <HistoryTable lines={view.lines} unit={view.unit} />
    </>
  )
}

interface LegendProps {
  lines: HistoryView['lines']
  chosen: ReadonlySet<string>
  toggle: (field: string) => void
}

function Legend({ lines, chosen, toggle }: LegendProps) {
  return (
    <fieldset className={classes.legend}>
      <legend className="visually-hidden">Lines</legend>
      {lines.map(({ field, name }, style) => (
        <label key={field}>
          <input type="checkbox" checked={chosen.has(field)} onChange={() => toggle(field)} />
          <LineSample style={style} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

function defaultFieldsOf({ lines }: HistoryView): string[] {
  const defaults = lines.filter(({ isDefault }) => isDefault)
  return (defaults.length > 0 ? defaults : lines).map(({ field }) => field)
}

export function LineSample({ style }: { style: number }) {
  return (
    <svg className={classes.sample} data-style={style % 6} width="26" height="10" aria-hidden>
      <line x1="1" y1="5" x2="25" y2="5" strokeDasharray={(dashes[style % dashes.length] ?? []).join(' ')} />
    </svg>
  )
}
