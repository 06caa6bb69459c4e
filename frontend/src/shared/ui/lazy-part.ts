import { type ComponentType, lazy } from 'react'

const loads: (() => Promise<unknown>)[] = []

/** Adds `load` to what `preload` loads. */
export function preloadable(load: () => Promise<unknown>): void {
  loads.push(load)
}

/** Loads every chunk that may be needed, so that it is there when the service becomes unreachable. */
export function preload(): void {
  for (const load of loads) load().catch(() => {})
}

/** A component in a chunk of its own, to be rendered in an `OptionalPart`. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  preloadable(load)
  return lazy(async () => ({ default: await load() }))
}
