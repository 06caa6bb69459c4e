import { type ComponentType, lazy } from 'react'

const loads: (() => Promise<unknown>)[] = []

/** What is fetched by `load` when it is first needed will be fetched by `preload` before. */
export function preloadable(load: () => Promise<unknown>): void {
  loads.push(load)
}

/** Fetches all that may be needed, so that it is there when the service is away. */
export function preload(): void {
  for (const load of loads) load().catch(() => {})
}

/** A part in a file of its own. Where that cannot be fetched there is nothing in its place, and all else goes on. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  preloadable(load)
  return lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: Nothing as ComponentType<P> }),
    ),
  )
}

function Nothing() {
  return null
}
