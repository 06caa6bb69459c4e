import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'

interface WindowListOptions {
  host: RefObject<HTMLElement | null>
  /** About where the list begins, in px below the top of the page. */
  near: number
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
export function useWindowList({
  host,
  near,
  count,
  rowHeight,
  gap = 0,
  keep,
  coveredTop,
  coveredBottom,
}: WindowListOptions) {
  const [rem] = useState(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16)
  const scrollMargin = useTopOf(host, near)
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this
  return useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight * rem,
    gap: gap * rem,
    overscan: 4,
    // Without it the first rendering would be of a window without height, and a second one, in one piece, of all that is seen.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    scrollMargin,
    scrollPaddingStart: coveredTop * rem,
    scrollPaddingEnd: coveredBottom * rem,
    rangeExtractor: (range) => withKept(defaultRangeExtractor(range), keep < count ? keep : -1),
  })
}

function withKept(indexes: number[], keep: number): number[] {
  return keep < 0 || indexes.includes(keep) ? indexes : [...indexes, keep].toSorted((a, b) => a - b)
}

/** How far below the top of the page an element begins, in px; until that is known, `near` it. */
function useTopOf(host: RefObject<HTMLElement | null>, near: number): number {
  const [top, setTop] = useState(near)
  useLayoutEffect(() => {
    // What is above the list grows and shrinks, and the page with it. It is told of when the browser has laid the page out anyway.
    const observer = new ResizeObserver(() => setTop(topOf(host.current)))
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [host])
  return top
}

/** Where an element begins below the top of the page, in px, and how wide it is, in rem. */
export interface Room {
  top: number
  width: number
}

/** The room of an element, followed as its width changes; null until it is known. */
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
