import { Big } from 'big.js'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { dollars } from '../ui/prices.js'
import { signedPercent } from '../ui/percents.js'
import { localDay, localTime } from '../ui/local-time.js'
import { tokensLabel } from '../ui/tokens.js'
import { changeTimesOf, chartArrays, positionAt, type StepSummary, summaryAt, timesFrom } from './chart-steps.js'
import type { HistoryLine } from './history-lines.js'
import classes from './step-chart.module.css'
import { nextPosition } from './step-keys.js'
import { stepSentence } from './step-sentence.js'
import type uPlot from 'uplot'
import { useChart } from './use-chart.js'

interface StepChartProps {
  lines: readonly HistoryLine[]
  styles: readonly number[]
  /** Where the chart starts and ends, in Unix milliseconds. */
  start: number
  end: number
  isLog: boolean
  isPrice: boolean
  label: string
}

/** Distance from the left or right edge of the chart in px, whichever side has more room. */
type TooltipPlace = { left: number } | { right: number }

interface Active {
  position: number
  place: TooltipPlace
  byKeys: boolean
}

/** A step chart with a tooltip for the step at the pointer or selected by keys. */
export function StepChart({ lines, styles, start, end, isLog, isPrice, label }: StepChartProps) {
  const hint = useId()
  const host = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<Active | null>(null)
  const times = useMemo(() => timesFrom(changeTimesOf(lines), start), [lines, start])
  const drawing = useMemo(
    () => ({
      arrays: chartArrays(lines, start, end),
      styles,
      isLog,
      axisLabel: isPrice ? (height: number) => dollars(new Big(height)) : tokensLabel,
    }),
    [lines, styles, start, end, isLog, isPrice],
  )
  const chart = useChart(host, drawing, (plot, time) => {
    if (time === null) setActive(null)
    else setActive({ position: Math.max(0, positionAt(times, time)), place: placeOf(plot, time), byKeys: false })
  })
  const show = (position: number): void => {
    const plot = chart.current
    // The first value may have begun before the chart.
    const time = Math.max(start, times[position] ?? 0)
    plot?.setCursor({ left: Math.max(0, plot.valToPos(time / 1000, 'x')), top: 0 }, false)
    setActive({ position, place: plot === null ? { left: 0 } : placeOf(plot, time), byKeys: true })
  }
  const leave = (): void => {
    chart.current?.setCursor({ left: -10, top: -10 }, false)
    setActive(null)
  }
  const press = keyHandler({ active, count: times.length, show, leave })
  const summary = active === null ? null : summaryAt(lines, times, Math.min(active.position, times.length - 1))
  return (
    <div className={classes.frame}>
      {/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- role=application receives key events */}
      <div
        ref={host}
        className={classes.chart}
        role="application"
        aria-roledescription="step chart"
        aria-label={label}
        aria-describedby={hint}
        tabIndex={0}
        onKeyDown={press}
        onBlur={leave}
      />
      {/* oxlint-enable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <p id={hint} hidden>
        Use the left and right arrow keys to move between changes. The table below contains the same values.
      </p>
      {summary !== null && active !== null && <Tooltip summary={summary} place={active.place} styles={styles} />}
      <p className="visually-hidden" aria-live="polite">
        {summary !== null && active?.byKeys === true && stepSentence(summary)}
      </p>
    </div>
  )
}

interface KeyOptions {
  active: Active | null
  /** Number of positions. */
  count: number
  show: (position: number) => void
  leave: () => void
}

/** Arrow keys move between steps, Escape leaves them. */
function keyHandler({ active, count, show, leave }: KeyOptions): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key === 'Escape' && active !== null) leave()
    else {
      const to = nextPosition(event.key, active?.position ?? null, count)
      if (to === null) return
      show(to)
    }
    event.preventDefault()
    event.stopPropagation()
  }
}

function placeOf({ over, width, valToPos }: uPlot, time: number): TooltipPlace {
  const left = over.offsetLeft + valToPos(time / 1000, 'x')
  return left > width / 2 ? { right: width - left + 12 } : { left: left + 12 }
}

function Tooltip({ summary, place, styles }: { summary: StepSummary; place: TooltipPlace; styles: readonly number[] }) {
  return (
    <div className={classes.tip} style={place} aria-hidden>
      <p title={localTime(summary.from)}>
        {localDay(summary.from)} – {summary.to === null ? 'now' : localDay(summary.to)}
      </p>
      <dl>
        {summary.values.map(({ field, name, text, title, percent }, nr) => (
          <div key={field} title={title}>
            <dt>
              <i data-style={(styles[nr] ?? 0) % 6} />
              <span>{name}</span>
            </dt>
            <dd>
              {text} {percent !== null && <small>{signedPercent(percent)}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
