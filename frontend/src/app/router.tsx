import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { ListLayout } from './list-layout.js'
import { NotFound } from './not-found.js'
import { parseSearch, stringifySearch } from '../shared/search/search-parameters.js'
import { Shell } from './shell.js'
import { ViewFailure } from './view-failure.js'
import { ChangesPage, ComparePage, ModelRoute, StatusPage } from './views.js'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
// The list stays where it is while a model is looked at beside it, so both are below one layout.
const list = createRoute({ getParentRoute: () => root, id: 'list', component: ListLayout })
const explore = createRoute({ getParentRoute: () => list, path: '/' })
const model = createRoute({ getParentRoute: () => list, path: '/models/$', component: ModelRoute })
const changes = createRoute({ getParentRoute: () => root, path: '/changes', component: ChangesPage })
const compare = createRoute({ getParentRoute: () => root, path: '/compare', component: ComparePage })
const status = createRoute({ getParentRoute: () => root, path: '/status', component: StatusPage })

export function createPageRouter() {
  return createRouter({
    routeTree: root.addChildren([list.addChildren([explore, model]), changes, compare, status]),
    parseSearch,
    stringifySearch: (search: Record<string, string>) => stringifySearch(search),
    scrollRestoration: false,
    pathParamsAllowedCharacters: [':'],
    defaultErrorComponent: ViewFailure,
    defaultPreload: 'intent',
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
  interface HistoryState {
    /** The query of the list that a model was opened over; absent where the model is a page of its own. */
    list?: Record<string, string>
  }
}
