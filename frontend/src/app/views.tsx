import { type ComponentType, lazy, Suspense } from 'react'
import { preloadable } from '../ui/lazily.js'

interface LazyView {
  (props: object): React.ReactNode
  /** Fetches it before it is shown. */
  preload: () => Promise<void>
}

/**
 * A view in a file of its own, fetched when it is first shown or about to be. It waits for its file by itself: what is around it (the
 * list below a sheet) stays as it is, with its focus.
 */
function lazyView(load: () => Promise<ComponentType>): LazyView {
  preloadable(load)
  const View = lazy(async () => ({ default: await load() }))
  const Waiting = (props: object): React.ReactNode => (
    <Suspense>
      <View {...props} />
    </Suspense>
  )
  return Object.assign(Waiting, { preload: async () => void (await load()) })
}

export const ModelRoute = lazyView(async () => (await import('../features/model/model-route.js')).ModelRoute)
export const ChangesPage = lazyView(async () => (await import('../features/changes/changes-page.js')).ChangesPage)
export const ComparePage = lazyView(async () => (await import('../features/compare/compare-page.js')).ComparePage)
export const StatusPage = lazyView(async () => (await import('../features/status/status-page.js')).StatusPage)
