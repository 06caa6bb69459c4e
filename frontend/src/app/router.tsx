import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { ListLayout } from './list-layout.js'
import { NotFound } from './not-found.js'
import { parseSearch, stringifySearch } from './search-parameters.js'
import { Shell } from './shell.js'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
// The list stays where it is while a model is looked at beside it, so both are below one layout.
const list = createRoute({ getParentRoute: () => root, id: 'list', component: ListLayout })
const explore = createRoute({ getParentRoute: () => list, path: '/' })
const model = createRoute({ getParentRoute: () => list, path: '/models/$', component: lazyRouteComponent(() => import('../features/model/model-route.js'), 'ModelRoute') })
const compare = createRoute({ getParentRoute: () => root, path: '/compare', component: lazyRouteComponent(() => import('../features/compare/compare-page.js'), 'ComparePage') })
const status = createRoute({ getParentRoute: () => root, path: '/status', component: lazyRouteComponent(() => import('../features/status/status-page.js'), 'StatusPage') })

export const router = createRouter({
  routeTree: root.addChildren([list.addChildren([explore, model]), compare, status]),
  parseSearch,
  stringifySearch: (search: Record<string, string>) => stringifySearch(search),
  scrollRestoration: false,
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** The query of the list that a model was opened over; absent where the model is a page of its own. */
    list?: Record<string, string>
  }
}
