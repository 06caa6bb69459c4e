import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useState } from 'react'
import type { ScatterPoint } from './scatter-points.js'
import type { Scale } from './scatter-scale.js'
import classes from './scatter.module.css'

interface ScatterPlotProps {
  points: readonly ScatterPoint[]
  x: Scale
  y: Scale
  label: string
  xText: (price: number) => string
  yText: (value: number) => string
  open: (point: ScatterPoint) => void
}

/** In px. */
const height = 380
const margin = { top: 12, right: 26, bottom: 28, left: 52 }
/** How far the pointer may be from a point to select it. */
const reach = 28
const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }

interface Placed {
  point: ScatterPoint
  left: number
  top: number
}

/** Points that can be selected with the pointer or the arrow keys, and opened. */
export function ScatterPlot({ points, x, y, label, xText, yText, open }: ScatterPlotProps) {
  const hint = useId()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [active, setActive] = useState<number | null>(null)
  const placed = useMemo(() => placePoints(points, { x, y, width }), [points, x, y, width])
  const selected = active === null ? undefined : placed[active]
  const press = (event: KeyboardEvent): void => {
    const step = steps[event.key]
    if (event.key === 'Enter' && selected !== undefined) open(selected.point)
    else if (event.key === 'Escape' && selected !== undefined) setActive(null)
    else if (step !== undefined) setActive(nextOf(active, step, placed.length))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const point = (event: PointerEvent): void => setActive(nearest(placed, positionOf(event)))
  return (
    <div ref={ref} className={classes.frame}>
      {/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- role=application receives key events */}
      <div
        className={classes.plot}
        role="application"
        aria-roledescription="scatter plot"
        aria-label={label}
        aria-describedby={hint}
        tabIndex={0}
        onKeyDown={press}
        onPointerMove={point}
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && setActive(null)}
        onClick={() => selected !== undefined && open(selected.point)}
        onBlur={() => setActive(null)}
      >
        <svg width={width} height={height} aria-hidden data-active={selected !== undefined || undefined}>
          <Axes {...{ x, y, width, xText, yText }} />
          <path className={classes.front} d={frontPath(placed)} />
          {placed.map(({ point: { model, isBest }, left, top }, nr) => (
            <circle
              key={model.id}
              cx={left}
              cy={top}
              r={nr === active ? 7 : isBest ? 5 : 3.5}
              data-best={isBest || undefined}
              data-active={nr === active || undefined}
            />
          ))}
        </svg>
      </div>
      {/* oxlint-enable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <p id={hint} hidden>
        Use the arrow keys to move between models by price, and Enter to open one. The table below lists the best ones.
      </p>
      {selected !== undefined && <Tip placed={selected} width={width} texts={[xText, yText]} />}
      <p className="visually-hidden" aria-live="polite">
        {selected !== undefined &&
          `${selected.point.model.name.trim()}: ${xText(selected.point.price)}, ${yText(selected.point.value)}`}
      </p>
    </div>
  )
}

function Tip({ placed, width, texts: [xText, yText] }: { placed: Placed; width: number; texts: Texts }) {
  const { point, left, top } = placed
  const isRight = left > width / 2
  return (
    <p
      className={classes.tip}
      style={{ top: Math.max(0, top - 40), ...(isRight ? { right: width - left + 14 } : { left: left + 14 }) }}
      aria-hidden
    >
      <strong>{point.model.name.trim()}</strong>
      {xText(point.price)} · {yText(point.value)}
    </p>
  )
}

type Texts = [x: (price: number) => string, y: (value: number) => string]

interface AxesProps extends Pick<ScatterPlotProps, 'x' | 'y' | 'xText' | 'yText'> {
  width: number
}

function Axes({ x, y, width, xText, yText }: AxesProps) {
  const bottom = height - margin.bottom
  return (
    <g className={classes.axes}>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line x1={margin.left} x2={width - margin.right} y1={topOf(y, tick)} y2={topOf(y, tick)} />
          <text x={margin.left - 8} y={topOf(y, tick) + 4} textAnchor="end">
            {yText(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} x={leftOf(x, tick, width)} y={bottom + 20} textAnchor="middle">
          {xText(tick)}
        </text>
      ))}
    </g>
  )
}

function placePoints(
  points: readonly ScatterPoint[],
  { x, y, width }: { x: Scale; y: Scale; width: number },
): Placed[] {
  return points.map((point) => ({ point, left: leftOf(x, point.price, width), top: topOf(y, point.value) }))
}

const leftOf = (x: Scale, price: number, width: number): number =>
  margin.left + x.at(price) * Math.max(0, width - margin.left - margin.right)
const topOf = (y: Scale, value: number): number =>
  height - margin.bottom - y.at(value) * (height - margin.top - margin.bottom)

/** A step line along the best points: what the money up to a price buys. */
function frontPath(placed: readonly Placed[]): string {
  const best = placed.filter(({ point }) => point.isBest)
  return best.map(({ left, top }, nr) => (nr === 0 ? `M${left} ${top}` : `H${left}V${top}`)).join('')
}

function positionOf({ nativeEvent: { offsetX, offsetY } }: PointerEvent): { left: number; top: number } {
  return { left: offsetX, top: offsetY }
}

function nearest(placed: readonly Placed[], { left, top }: { left: number; top: number }): number | null {
  const distances = placed.map((one) => Math.hypot(one.left - left, one.top - top))
  const least = Math.min(...distances)
  return least <= reach ? distances.indexOf(least) : null
}

function nextOf(active: number | null, step: number, count: number): number | null {
  if (count === 0) return null
  if (active === null) return step > 0 ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, active + step))
}
