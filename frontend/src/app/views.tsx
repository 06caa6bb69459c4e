import { type ComponentType, lazy } from 'react'

interface LazyView {
  (props: object): React.ReactNode
  /** Fetches it before it is shown. */
  preload: () => Promise<void>
}

const loads: (() => Promise<unknown>)[] = []

/** A view in a file of its own, fetched when it is first shown or about to be. What could not be fetched is tried again the next time. */
function lazyView(load: () => Promise<ComponentType>): LazyView {
  loads.push(load)
  const View = lazy(async () => ({ default: await load() }))
  return Object.assign((props: object) => <View {...props} />, { preload: async () => void (await load()) })
}

export const ModelRoute = lazyView(async () => (await import('../features/model/model-route.js')).ModelRoute)
export const ChangesPage = lazyView(async () => (await import('../features/changes/changes-page.js')).ChangesPage)
export const ComparePage = lazyView(async () => (await import('../features/compare/compare-page.js')).ComparePage)
export const StatusPage = lazyView(async () => (await import('../features/status/status-page.js')).StatusPage)

/** All of them, so that they can be gone to while the service is away. */
export function preloadViews(): void {
  for (const load of loads) load().catch(() => {})
}
