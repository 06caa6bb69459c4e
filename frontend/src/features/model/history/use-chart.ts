import { type RefObject, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartArrays } from './chart-steps.js'
import { axisMoments } from './axis-labels.js'
import { dashes } from './line-dashes.js'

export interface Drawing {
  arrays: ChartArrays
  /** The look of each line: its place among all of its view, so that it keeps it when others are left out. */
  looks: readonly number[]
  isLog: boolean
  axisText: (height: number) => string
}

const height = 240

/** Draws into `host`, and again when the theme or the size is another. `onPoint`: Unix milliseconds below the pointer; null: it has left. */
export function useChart(
  host: RefObject<HTMLDivElement | null>,
  drawing: Drawing,
  onPoint: (plot: UPlot, moment: number | null) => void,
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
    // A finger is lifted to read.
    const leave = ({ pointerType }: PointerEvent): void => {
      if (pointerType === 'mouse') point.current(plot, null)
    }
    for (const kind of ['pointermove', 'pointerdown'] as const) plot.over.addEventListener(kind, move)
    plot.over.addEventListener('pointerleave', leave)
    const resized = new ResizeObserver(
      () => element.clientWidth > 0 && plot.setSize({ width: element.clientWidth, height }),
    )
    resized.observe(element)
    // Colours are read from the stylesheet as it is drawn.
    const themed = new MutationObserver(() => plot.redraw(false, true))
    themed.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
    return () => {
      resized.disconnect()
      themed.disconnect()
      plot.destroy()
      chart.current = null
    }
  }, [host, drawing])
  return chart
}

function optionsOf({ looks, isLog, axisText }: Drawing, host: HTMLElement): UPlot.Options {
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
      y: isLog ? { distr: 3 } : { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        values: (_, splits, __, ___, step) => axisMoments(splits, step),
        space: 64,
        size: 28,
        grid: { show: false },
      },
      { ...axis, values: (_, splits) => splits.map((one) => (one === null ? '' : axisText(one))), size: 60, space: 36 },
    ],
    series: [
      {},
      ...looks.map((look) => ({
        stroke: () => colour(`--line-${look % 6}`),
        width: 2,
        dash: [...(dashes[look % dashes.length] ?? [])],
        points: { show: false },
        spanGaps: false,
      })),
    ],
  }
}
