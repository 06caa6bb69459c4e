import type { ParsedLocation } from '@tanstack/react-router'
import type { createPageRouter } from './router.js'

const storageKey = 'modelkeep-scroll-positions'
const interactions = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Returns to where a view was scrolled to when its entry of the browser's history is visited again: after going back or forward, and after a
 * reload. A view may get its height only after it has rendered, when its data has loaded, so neither browser nor router can do this.
 */
export function keepScrollPositions(router: ReturnType<typeof createPageRouter>): void {
  const positions = new Map(storedPositions())
  let restoration: Restoration | null = null
  const remember = (key: string | undefined): void => {
    if (key !== undefined) positions.set(key, restoration?.isPending() === true ? restoration.top : window.scrollY)
    restoration?.stop()
  }
  router.subscribe('onBeforeLoad', ({ fromLocation }) => remember(fromLocation && keyOf(fromLocation)))
  router.subscribe('onRendered', ({ toLocation }) => {
    const key = keyOf(toLocation) ?? ''
    const top = positions.get(key)
    if (top === undefined) return
    positions.delete(key)
    restoration?.stop()
    restoration = scrollWhenPossible(top)
  })
  history.scrollRestoration = 'manual'
  window.addEventListener('pagehide', () => {
    remember(keyOf(router.state.location))
    store([...positions])
  })
}

/** The router's own name for an entry of the browser's history. */
function keyOf({ state: { __TSR_key: key } }: Pick<ParsedLocation, 'state'>): string | undefined {
  return key
}

interface Restoration {
  top: number
  isPending: () => boolean
  stop: () => void
}

/** Scrolls as far as the page is high, again whenever it grows, until it is there or the reader does something. */
function scrollWhenPossible(top: number): Restoration {
  const stopped = new AbortController()
  const stop = (): void => stopped.abort()
  const scroll = (): void => {
    window.scrollTo({ top, behavior: 'instant' })
    if (document.documentElement.scrollHeight - window.innerHeight >= top) stop()
  }
  const observer = new ResizeObserver(scroll)
  stopped.signal.addEventListener('abort', () => observer.disconnect())
  for (const name of interactions) window.addEventListener(name, stop, { signal: stopped.signal, passive: true })
  observer.observe(document.body)
  scroll()
  return { top, isPending: () => !stopped.signal.aborted, stop }
}

function store(positions: readonly (readonly [string, number])[]): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(positions))
  } catch {
    // Storage is full or not allowed: the next reload starts at the top.
  }
}

function storedPositions(): readonly (readonly [string, number])[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter((one) => isPosition(one)) : []
  } catch {
    return []
  }
}

function isPosition(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number'
}
