import { type ComponentType, useEffect, useState } from 'react'
import { preloadable } from '../shared/ui/lazy-part.js'
import { ModelFailure, ViewFailure } from './view-failure.js'

interface LazyView {
  (props: object): React.ReactNode
  /** Loads the view's code before it is rendered. Never rejects. */
  preload: () => Promise<void>
}

/**
 * A view in a chunk of its own. It loads by itself, so that what is around it (the list behind a sheet) keeps its state and focus, and
 * shows `Failure` when that fails. A view that is already loaded renders at once.
 */
function lazyView(
  load: () => Promise<ComponentType>,
  Failure: ComponentType<{ error: unknown }>,
  waiting: React.ReactNode = null,
): LazyView {
  let loaded: ComponentType | null = null
  const loadView = async (): Promise<ComponentType> => (loaded ??= await load())
  preloadable(loadView)
  const View = (): React.ReactNode => {
    // Kept in state, so that the component type never changes while the view is mounted.
    const [Ready, setReady] = useState(() => loaded)
    const [failure, setFailure] = useState<{ error: unknown } | null>(null)
    useEffect(() => {
      if (Ready !== null) return
      let isMounted = true
      loadView().then(
        (view) => isMounted && setReady(() => view),
        (error: unknown) => isMounted && setFailure({ error }),
      )
      return () => {
        isMounted = false
      }
    }, [Ready])
    if (Ready !== null) return <Ready />
    return failure === null ? waiting : <Failure {...failure} />
  }
  return Object.assign(View, {
    preload: () =>
      loadView().then(
        () => {},
        () => {},
      ),
  })
}

/** Keeps the footer below the window, so that it does not move when the view arrives. */
const wholeWindow = <div style={{ minHeight: '100vh' }} />

export const ModelRoute = lazyView(
  async () => (await import('../features/model/model-route.js')).ModelRoute,
  ModelFailure,
)
export const AuthorPage = lazyView(
  async () => (await import('../features/author/author-page.js')).AuthorPage,
  ViewFailure,
  wholeWindow,
)
export const ChangesPage = lazyView(
  async () => (await import('../features/changes/changes-page.js')).ChangesPage,
  ViewFailure,
  wholeWindow,
)
export const ComparePage = lazyView(
  async () => (await import('../features/compare/compare-page.js')).ComparePage,
  ViewFailure,
  wholeWindow,
)
export const CostPage = lazyView(
  async () => (await import('../features/cost/cost-page.js')).CostPage,
  ViewFailure,
  wholeWindow,
)
export const StatusPage = lazyView(
  async () => (await import('../features/status/status-page.js')).StatusPage,
  ViewFailure,
  wholeWindow,
)
