import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { useMemo, useState } from 'react'
import { useNow } from '../../../shared/hooks/use-now.js'
import { changesOf, endOfChart } from './chart-steps.js'
import { historyViews, type HistoryView } from './history-lines.js'
import { HistoryTable } from './history-table.js'
import classes from './price-chart.module.css'
import { StepChart } from './step-chart.js'
import { dashes } from './line-dashes.js'

/** How prices and the context of a model moved. The default export of a part of its own: with it comes what draws. */
export function PriceChart({ history }: { history: ModelHistory }) {
  const views = useMemo(() => historyViews(history), [history])
  const [id, setId] = useState('tokens')
  const view = views.find((one) => one.id === id) ?? views[0]
  if (view === undefined) return <p className={classes.none}>No price of it is known.</p>
  return (
    <div className={classes.whole}>
      {views.length > 1 && (
        <fieldset className={classes.views}>
          <legend className="visually-hidden">What is shown</legend>
          {views.map((one) => (
            <label key={one.id}>
              <input type="radio" name="history-view" checked={one.id === view.id} onChange={() => setId(one.id)} />
              <span>{one.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <ViewOf key={view.id} view={view} history={history} />
    </div>
  )
}

function ViewOf({ view, history }: { view: HistoryView; history: ModelHistory }) {
  const now = useNow(3_600_000)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(usualOf(view)))
  const [wantsLog, setWantsLog] = useState(false)
  const lines = useMemo(() => view.lines.filter(({ field }) => chosen.has(field)), [view, chosen])
  const goneSince = history.present ? null : history.gaps.find(({ to }) => to === null)?.from
  const end = endOfChart(changesOf(view.lines), goneSince == null ? null : Date.parse(goneSince), now)
  const looks = useMemo(() => lines.map((line) => view.lines.indexOf(line)), [view, lines])
  const heights = lines.flatMap(({ steps }) => steps.flatMap(({ height }) => height ?? []))
  // No logarithm shows nothing at all.
  const canBeLog =
    heights.length > 0 && heights.every((height) => height > 0) && Math.max(...heights) > 3 * Math.min(...heights)
  const toggle = (field: string): void =>
    setChosen((before) =>
      before.has(field) ? new Set([...before].filter((one) => one !== field)) : new Set([...before, field]),
    )
  return (
    <>
      <div className={classes.bar}>
        {view.lines.length > 1 && (
          <fieldset className={classes.legend}>
            <legend className="visually-hidden">Lines</legend>
            {view.lines.map(({ field, name }, look) => (
              <label key={field}>
                <input type="checkbox" checked={chosen.has(field)} onChange={() => toggle(field)} />
                <LineSample look={look} />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        <span className={classes.unit}>{view.unit}</span>
        {canBeLog && (
          <label className={classes.log}>
            <input type="checkbox" checked={wantsLog} onChange={(event) => setWantsLog(event.target.checked)} />
            Log scale
          </label>
        )}
      </div>
      {lines.length === 0 ? (
        <p className={classes.none}>Nothing is chosen.</p>
      ) : (
        <StepChart
          lines={lines}
          looks={looks}
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

function usualOf({ lines }: HistoryView): string[] {
  const usual = lines.filter(({ isUsual }) => isUsual)
  return (usual.length > 0 ? usual : lines).map(({ field }) => field)
}

export function LineSample({ look }: { look: number }) {
  return (
    <svg className={classes.sample} data-look={look % 6} width="26" height="10" aria-hidden>
      <line x1="1" y1="5" x2="25" y2="5" strokeDasharray={(dashes[look % dashes.length] ?? []).join(' ')} />
    </svg>
  )
}
