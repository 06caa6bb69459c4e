import type { Model } from '@modelkeep/catalog/model/model'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import type { RenderResult } from '@testing-library/react'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { ModelRoute } from '../../src/features/model/model-route.js'
import { renderPage } from './render.js'

/** Renders a component that contains links, at `/`. */
export function renderWithLinks(children: ReactNode): RenderResult {
  const root = createRootRoute({ component: () => children })
  return renderPage(
    <RouterProvider
      router={createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ['/'] }) }) as never}
    />,
  )
}

/** Renders the model route beside a list that says `The list`, with a service that responds with `respond`. */
export function renderRoute(respond: () => Promise<Response>, path: string) {
  vi.stubGlobal('fetch', vi.fn(respond))
  const root = createRootRoute({ component: Outlet })
  const list = createRoute({ getParentRoute: () => root, path: '/', component: () => <p>The list</p> })
  const model = createRoute({ getParentRoute: () => root, path: '/models/$', component: ModelRoute })
  const history = createMemoryHistory({ initialEntries: [path] })
  const router = createRouter({ routeTree: root.addChildren([list, model]), history })
  renderPage(<RouterProvider router={router as never} />)
  return { router, history }
}

export const answering = (models: readonly Model[]) => () => Promise.resolve(Response.json({ data: models }))
