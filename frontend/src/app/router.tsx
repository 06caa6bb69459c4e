import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import {
  type AuthorSearch,
  type ChangesSearch,
  type CompareSearch,
  type ListSearch,
  type ModelSearch,
  parseSearch,
  stringifySearch,
  stringsOf,
} from '../shared/search/search-parameters.js'
import { listOfPath } from './list-of-path.js'
import { ListLayout } from './list-layout.js'
import { NotFound } from './not-found.js'
import { Shell } from './shell.js'
import { ModelFailure, ViewFailure } from './view-failure.js'
import { AuthorPage, ChangesPage, ComparePage, CostPage, ModelRoute, StatusPage } from './views.js'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
// The list stays mounted while a model is open over it, so both routes share one layout.
const list = createRoute({ getParentRoute: () => root, id: 'list', component: ListLayout })
const explore = createRoute({
  getParentRoute: () => list,
  path: '/',
  validateSearch: (search): ListSearch => stringsOf(search),
})
const model = createRoute({
  getParentRoute: () => list,
  path: '/models/$',
  component: ModelRoute,
  errorComponent: ModelFailure,
  validateSearch: (search): ModelSearch => stringsOf(search),
  beforeLoad: ({ params: { _splat = '' } }) => {
    const search = listOfPath(_splat)
    if (search !== null) redirect({ to: '/', search, replace: true, throw: true })
  },
})
const author = createRoute({
  getParentRoute: () => root,
  path: '/authors/$author',
  component: AuthorPage,
  validateSearch: (search): AuthorSearch => stringsOf(search),
})
const changes = createRoute({
  getParentRoute: () => root,
  path: '/changes',
  component: ChangesPage,
  validateSearch: (search): ChangesSearch => stringsOf(search),
})
const compare = createRoute({
  getParentRoute: () => root,
  path: '/compare',
  component: ComparePage,
  validateSearch: (search): CompareSearch => stringsOf(search),
})
const cost = createRoute({ getParentRoute: () => root, path: '/cost', component: CostPage })
const status = createRoute({ getParentRoute: () => root, path: '/status', component: StatusPage })

export function createPageRouter() {
  return createRouter({
    routeTree: root.addChildren([list.addChildren([explore, model]), author, changes, compare, cost, status]),
    parseSearch,
    stringifySearch,
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
    /** The query of the list behind a model; absent when the model is a page of its own. */
    list?: ListSearch
  }
}
