import { Big } from 'big.js'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { dollars } from '../../../shared/ui/prices.js'
import { localDay, localTime } from '../../../shared/ui/local-time.js'
import { tokensLabel } from '../../../shared/ui/tokens.js'
import { changesOf, chartArrays, positionAt, saidAt, type StepSaid } from './chart-steps.js'
import type { HistoryLine } from './history-lines.js'
import classes from './price-chart.module.css'
import { nextPosition } from './step-keys.js'
import { stepSentence } from './step-sentence.js'
import type uPlot from 'uplot'
import { useChart } from './use-chart.js'

interface StepChartProps {
  lines: readonly HistoryLine[]
  looks: readonly number[]
  /** Unix milliseconds. */
  end: number
  isLog: boolean
  isPrice: boolean
  label: string
}

/** Beside which pixel, counted from the left and from the right of the chart: on the side where there is more room. */
type TipPlace = { left: number } | { right: number }

interface Active {
  position: number
  place: TipPlace
  byKeys: boolean
}

/** The drawing, and what is said of the step that the pointer or the keys are at. */
export function StepChart({ lines, looks, end, isLog, isPrice, label }: StepChartProps) {
  const hint = useId()
  const host = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<Active | null>(null)
  const moments = useMemo(() => changesOf(lines), [lines])
  const drawing = useMemo(
    () => ({
      arrays: chartArrays(lines, end),
      looks,
      isLog,
      axisText: isPrice ? (height: number) => dollars(new Big(height)) : tokensLabel,
    }),
    [lines, looks, end, isLog, isPrice],
  )
  const chart = useChart(host, drawing, (plot, moment) => {
    if (moment === null) setActive(null)
    else setActive({ position: Math.max(0, positionAt(moments, moment)), place: placeOf(plot, moment), byKeys: false })
  })
  const show = (position: number): void => {
    const plot = chart.current
    const moment = moments[position] ?? 0
    plot?.setCursor({ left: Math.max(0, plot.valToPos(moment / 1000, 'x')), top: 0 }, false)
    setActive({ position, place: plot === null ? { left: 0 } : placeOf(plot, moment), byKeys: true })
  }
  const leave = (): void => {
    chart.current?.setCursor({ left: -10, top: -10 }, false)
    setActive(null)
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && active !== null) leave()
    else {
      const to = nextPosition(event.key, active?.position ?? null, moments.length)
      if (to === null) return
      show(to)
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const said = active === null ? null : saidAt(lines, moments, Math.min(active.position, moments.length - 1))
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
        Left and right go from one change to the next. The table below says the same.
      </p>
      {said !== null && active !== null && <Tip said={said} place={active.place} looks={looks} />}
      <p className="visually-hidden" aria-live="polite">
        {said !== null && active?.byKeys === true && stepSentence(said)}
      </p>
    </div>
  )
}

function placeOf({ over, width, valToPos }: uPlot, moment: number): TipPlace {
  const left = over.offsetLeft + valToPos(moment / 1000, 'x')
  return left > width / 2 ? { right: width - left + 12 } : { left: left + 12 }
}

function Tip({ said, place, looks }: { said: StepSaid; place: TipPlace; looks: readonly number[] }) {
  return (
    <div className={classes.tip} style={place} aria-hidden>
      <p title={localTime(said.from)}>
        {localDay(said.from)} – {said.to === null ? 'now' : localDay(said.to)}
      </p>
      <dl>
        {said.values.map(({ field, name, text, title }, nr) => (
          <div key={field} title={title}>
            <dt>
              <i data-look={(looks[nr] ?? 0) % 6} />
              {name}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
