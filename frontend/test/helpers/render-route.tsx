import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parseSearch, stringifySearch } from '../../src/shared/search/search-parameters.js'
import { renderPage } from './render.js'

/** Renders one view at a URL, in a router with the routes of the others. `where()` is the current URL. */
export function renderRoute(path: string, view: () => ReactNode, url: string) {
  const root = createRootRoute()
  const others = ['/', '/models/$', '/authors/$author', '/changes', '/compare', '/cost', '/status'].map((other) =>
    createRoute({
      getParentRoute: () => root,
      path: other,
      component: other === path ? view : () => <p>another view</p>,
    }),
  )
  const history = createMemoryHistory({ initialEntries: [url] })
  const router = createRouter({
    routeTree: root.addChildren(others),
    history,
    parseSearch,
    stringifySearch,
  })
  // The types are those of the page's own router.
  return {
    ...renderPage(<RouterProvider router={router as never} />),
    history,
    where: () => router.state.location.href,
  }
}
