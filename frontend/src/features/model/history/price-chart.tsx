import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { useMemo, useState } from 'react'
import { parseRange, rangesOf, rangeText, startOfRange } from '../../../shared/chart/chart-range.js'
import { changeTimesOf, endOfChart } from '../../../shared/chart/chart-steps.js'
import { historyViews, type HistoryView } from '../../../shared/chart/history-lines.js'
import { HistoryTable } from '../../../shared/chart/history-table.js'
import { LineSample } from '../../../shared/chart/line-sample.js'
import { canBeLog } from '../../../shared/chart/log-scale.js'
import { RangePicker } from '../../../shared/chart/range-picker.js'
import segments from '../../../shared/chart/segments.module.css'
import { StepChart } from '../../../shared/chart/step-chart.js'
import classes from '../../../shared/chart/step-chart.module.css'
import { useUrlParameter } from '../../../shared/search/use-url-parameter.js'
import { useNow } from '../../../shared/hooks/use-now.js'

/** Charts of a model's prices and context. Loaded on demand, with the chart library. */
export function PriceChart({ history, isBilledByToken }: { history: ModelHistory; isBilledByToken: boolean }) {
  const views = useMemo(() => historyViews(history, isBilledByToken), [history, isBilledByToken])
  const [id, setId] = useState('tokens')
  const [wanted, setWanted] = useUrlParameter('range')
  const now = useNow(3_600_000)
  const view = views.find((one) => one.id === id) ?? views[0]
  if (view === undefined) return <p className={classes.none}>No prices are known.</p>
  const removedAt = history.present ? null : history.gaps.find(({ to }) => to === null)?.from
  const times = changeTimesOf(view.lines)
  const first = times[0] ?? now
  const end = endOfChart(times, removedAt == null ? null : Date.parse(removedAt), now)
  const offered = rangesOf(first, end)
  const range = parseRange(wanted, offered)
  return (
    <div className={classes.whole}>
      <div className={classes.controls}>
        {views.length > 1 && (
          <fieldset className={segments.segments}>
            <legend className="visually-hidden">Chart</legend>
            {views.map((one) => (
              <label key={one.id}>
                <input type="radio" name="history-view" checked={one.id === view.id} onChange={() => setId(one.id)} />
                <span>{one.name}</span>
              </label>
            ))}
          </fieldset>
        )}
        <RangePicker offered={offered} range={range} choose={(chosen) => setWanted(rangeText(chosen))} />
      </div>
      <Chart key={view.id} view={view} name={history.name} start={startOfRange(range, first, end)} end={end} />
    </div>
  )
}

interface ChartProps {
  view: HistoryView
  /** Of the model. */
  name: string
  /** Unix milliseconds. */
  start: number
  end: number
}

function Chart({ view, name, start, end }: ChartProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(defaultFieldsOf(view)))
  const [wantsLog, setWantsLog] = useState(false)
  const lines = useMemo(() => view.lines.filter(({ field }) => chosen.has(field)), [view, chosen])
  const styles = useMemo(() => lines.map((line) => view.lines.indexOf(line)), [view, lines])
  const offersLog = canBeLog(lines, start)
  const toggle = (field: string): void =>
    setChosen((before) =>
      before.has(field) ? new Set([...before].filter((one) => one !== field)) : new Set([...before, field]),
    )
  return (
    <>
      <div className={classes.bar}>
        {view.lines.length > 1 && <Legend lines={view.lines} chosen={chosen} toggle={toggle} />}
        <span className={classes.unit}>{view.unit}</span>
        {offersLog && (
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
          start={start}
          end={end}
          isLog={wantsLog && offersLog}
          isPrice={view.isPrice}
          label={`${view.name} of ${name}`}
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
