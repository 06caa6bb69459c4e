import { type ComponentType, lazy, Suspense, useState } from 'react'
import { preloadable } from '../shared/ui/lazy-part.js'

interface LazyView {
  (props: object): React.ReactNode
  /** Fetches it before it is shown. */
  preload: () => Promise<void>
}

/**
 * A view in a file of its own, fetched when it is first shown or about to be. It waits for its file by itself: what is around it (the
 * list below a sheet) stays as it is, with its focus. Where the file is there already, as it is when the router has gone before, nothing
 * waits: React shows what has been waited for 300 ms later at the earliest.
 */
function lazyView(load: () => Promise<ComponentType>): LazyView {
  let loaded: ComponentType | null = null
  const fetchView = async (): Promise<ComponentType> => (loaded = await load())
  preloadable(fetchView)
  const Later = lazy(async () => ({ default: await fetchView() }))
  const View = (props: object): React.ReactNode => {
    // For as long as it is shown it stays the same one.
    const [Ready] = useState(() => loaded)
    if (Ready !== null) return <Ready {...props} />
    return (
      <Suspense>
        <Later {...props} />
      </Suspense>
    )
  }
  return Object.assign(View, { preload: async () => void (await fetchView()) })
}

export const ModelRoute = lazyView(async () => (await import('../features/model/model-route.js')).ModelRoute)
export const ChangesPage = lazyView(async () => (await import('../features/changes/changes-page.js')).ChangesPage)
export const ComparePage = lazyView(async () => (await import('../features/compare/compare-page.js')).ComparePage)
export const StatusPage = lazyView(async () => (await import('../features/status/status-page.js')).StatusPage)
