import { type ComponentType, lazy, Suspense, useState } from 'react'
import { preloadable } from '../shared/ui/lazy-part.js'

interface LazyView {
  (props: object): React.ReactNode
  /** Loads the view's code before it is rendered. */
  preload: () => Promise<void>
}

/**
 * A view in a chunk of its own. It suspends by itself, so that what is around it (the list behind a sheet) keeps its state and focus. A
 * view that is already loaded renders without suspending, because React shows suspended content 300 ms later at the earliest.
 */
function lazyView(load: () => Promise<ComponentType>): LazyView {
  let loaded: ComponentType | null = null
  const loadView = async (): Promise<ComponentType> => (loaded = await load())
  preloadable(loadView)
  const Suspending = lazy(async () => ({ default: await loadView() }))
  const View = (props: object): React.ReactNode => {
    // Decided once per mount, so that the component type never changes.
    const [Ready] = useState(() => loaded)
    if (Ready !== null) return <Ready {...props} />
    return (
      <Suspense>
        <Suspending {...props} />
      </Suspense>
    )
  }
  return Object.assign(View, { preload: async () => void (await loadView()) })
}

export const ModelRoute = lazyView(async () => (await import('../features/model/model-route.js')).ModelRoute)
export const ChangesPage = lazyView(async () => (await import('../features/changes/changes-page.js')).ChangesPage)
export const ComparePage = lazyView(async () => (await import('../features/compare/compare-page.js')).ComparePage)
export const StatusPage = lazyView(async () => (await import('../features/status/status-page.js')).StatusPage)
