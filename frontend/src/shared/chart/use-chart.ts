import { type RefObject, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartArrays } from './chart-steps.js'
import { axisLabels, axisSpacing, withoutRepeats } from './axis-labels.js'
import { dashes } from './line-dashes.js'

export interface Drawing {
  arrays: ChartArrays
  /** The style of each line: its index among all lines of the view, so that it does not change when others are hidden. */
  styles: readonly number[]
  isLog: boolean
  axisLabel: (height: number) => string
}

const height = 240

/** Draws into `host`, and redraws on theme and size changes. `onPoint`: the time below the pointer in Unix milliseconds; null: it left. */
export function useChart(
  host: RefObject<HTMLDivElement | null>,
  drawing: Drawing,
  onPoint: (plot: UPlot, time: number | null) => void,
): RefObject<UPlot | null> {
  const chart = useRef<UPlot>(null)
  const point = useRef(onPoint)
  useEffect(() => {
    point.current = onPoint
  })
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const plot = new UPlot(optionsOf(drawing, element), [drawing.arrays.xs, ...drawing.arrays.heights], element)
    chart.current = plot
    const move = ({ offsetX }: PointerEvent): void => point.current(plot, plot.posToVal(offsetX, 'x') * 1000)
    // On touch screens the tooltip stays when the finger is lifted.
    const leave = ({ pointerType }: PointerEvent): void => {
      if (pointerType === 'mouse') point.current(plot, null)
    }
    for (const kind of ['pointermove', 'pointerdown'] as const) plot.over.addEventListener(kind, move)
    plot.over.addEventListener('pointerleave', leave)
    const resized = new ResizeObserver(
      () => element.clientWidth > 0 && plot.setSize({ width: element.clientWidth, height }),
    )
    resized.observe(element)
    // Colours come from the stylesheet when the chart is drawn.
    const themed = new MutationObserver(() => plot.redraw(false, true))
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      resized.disconnect()
      themed.disconnect()
      plot.destroy()
      chart.current = null
    }
  }, [host, drawing])
  return chart
}

function optionsOf({ styles, isLog, axisLabel }: Drawing, host: HTMLElement): UPlot.Options {
  const colour = (name: string): string => getComputedStyle(host).getPropertyValue(name)
  const font = `12px ${getComputedStyle(host).fontFamily}`
  const axis = {
    font,
    stroke: () => colour('--mk-muted'),
    ticks: { show: false },
    grid: { stroke: () => colour('--mk-line'), width: 1 },
  }
  return {
    width: host.clientWidth,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: true, range: (_, from, to) => [from, to] },
      y: isLog ? { distr: 3 } : { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        values: (_, splits, __, ___, step) => axisLabels(splits, step),
        space: ({ scales: { x } }) => axisSpacing((x?.max ?? 0) - (x?.min ?? 0)),
        size: 28,
        grid: { show: false },
      },
      {
        ...axis,
        values: (_, splits) => withoutRepeats(splits.map((one) => (one === null ? '' : axisLabel(one)))),
        size: 60,
        space: 36,
      },
    ],
    series: [
      {},
      ...styles.map((style) => ({
        stroke: () => colour(`--line-${style % 6}`),
        width: 2,
        dash: [...(dashes[style % dashes.length] ?? [])],
        points: { show: false },
        spanGaps: false,
      })),
    ],
  }
}
