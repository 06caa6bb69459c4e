import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'
import { useIsPrinting } from '../../../shared/hooks/use-is-printing.js'

interface WindowListOptions {
  host: RefObject<HTMLElement | null>
  /** Approximate distance of the list from the top of the page, in px. */
  initialTop: number
  count: number
  /** In rem. */
  rowHeight: number
  /** In rem. */
  gap?: number
  /** Index of a row that is always rendered, so that keyboard focus is never lost. */
  keep: number
  /** Height of what covers the top and the bottom of the window, in rem. */
  coveredTop: number
  coveredBottom: number
}

/** More rows would take the browser too long to lay out. */
export const maxPrinted = 2_000

/** Virtualises a list that scrolls with the page. All rows are rendered to be printed. */
export function useWindowList({
  host,
  initialTop,
  count,
  rowHeight,
  gap = 0,
  keep,
  coveredTop,
  coveredBottom,
}: WindowListOptions) {
  const [rem] = useState(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16)
  const scrollMargin = useTopOf(host, initialTop)
  const isPrinting = useIsPrinting()
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this
  const list = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight * rem,
    gap: gap * rem,
    overscan: 4,
    // Without it the first render would assume an empty window, and a second synchronous one would render everything visible.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    scrollMargin,
    scrollPaddingStart: coveredTop * rem,
    scrollPaddingEnd: coveredBottom * rem,
    rangeExtractor: (range) =>
      isPrinting
        ? Array.from({ length: Math.min(count, maxPrinted) }, (_, index) => index)
        : withKept(defaultRangeExtractor(range), keep < count ? keep : -1),
  })
  // The virtualizer keeps the heights that it knew when the density changes.
  useLayoutEffect(() => list.measure(), [list, rowHeight])
  return list
}

function withKept(indexes: number[], keep: number): number[] {
  return keep < 0 || indexes.includes(keep) ? indexes : [...indexes, keep].toSorted((a, b) => a - b)
}

/** Distance of an element from the top of the page, in px; `initial` until it is measured. */
function useTopOf(host: RefObject<HTMLElement | null>, initial: number): number {
  const [top, setTop] = useState(initial)
  useLayoutEffect(() => {
    // Content above the list may change its height, and with it that of the page. Observers run after layout, so reading is cheap.
    const observer = new ResizeObserver(() => setTop(topOf(host.current)))
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [host])
  return top
}

/** Distance from the top of the page in px, and width in rem. */
export interface Room {
  top: number
  width: number
}

/** The room of an element, updated when its width changes; null until it is measured. */
export function useRoomOf(host: RefObject<HTMLElement | null>): Room | null {
  const [room, setRoom] = useState<Room | null>(null)
  useLayoutEffect(() => {
    if (host.current === null) return
    const element = host.current
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth / (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16)
      setRoom((last) => (last?.width === width ? last : { top: topOf(element), width }))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return room
}

function topOf(element: HTMLElement | null): number {
  return Math.round((element?.getBoundingClientRect().top ?? 0) + window.scrollY)
}
