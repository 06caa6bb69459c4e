import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'

interface WindowListOptions {
  host: RefObject<HTMLElement | null>
  count: number
  /** Of one row, in rem. */
  rowHeight: number
  /** Between rows, in rem. */
  gap?: number
  /** Always rendered, wherever one has scrolled to, so that the keyboard has a place in the list. */
  keep: number
  /** What lies over the top and the bottom of the window, in rem. */
  coveredTop: number
  coveredBottom: number
}

/** The rows near the window of a list that scrolls with the page. */
export function useWindowList({ host, count, rowHeight, gap = 0, keep, coveredTop, coveredBottom }: WindowListOptions) {
  const [rem] = useState(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16)
  const scrollMargin = useTopOf(host)
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this
  return useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight * rem,
    gap: gap * rem,
    overscan: 4,
    scrollMargin,
    scrollPaddingStart: coveredTop * rem,
    scrollPaddingEnd: coveredBottom * rem,
    rangeExtractor: (range) => withKept(defaultRangeExtractor(range), keep < count ? keep : -1),
  })
}

function withKept(indexes: number[], keep: number): number[] {
  return keep < 0 || indexes.includes(keep) ? indexes : [...indexes, keep].toSorted((a, b) => a - b)
}

/** How far below the top of the page an element begins, in px. */
function useTopOf(host: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = (): void => setTop(Math.round((host.current?.getBoundingClientRect().top ?? 0) + window.scrollY))
    measure()
    // What is above the list grows and shrinks, and the page with it.
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [host])
  return top
}

/** The width of an element in rem; 0 until it is known. */
export function useWidthOf(host: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (host.current === null) return
    const element = host.current
    const measure = (): void => setWidth(element.clientWidth / (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return width
}
