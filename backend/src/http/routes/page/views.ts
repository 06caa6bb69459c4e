import { HttpProblem } from '../../response/problem.js'
import { defineRoute, type Route } from '../../route.js'

/** Every view of the page is the same document; the page reads its view from the URL. */
const paths = ['/', '/models', '/models/{+id}', '/compare', '/status', '/changes']

export const viewRoutes: readonly Route[] = paths.map((path) =>
  defineRoute({
    method: 'GET',
    path,
    query: 'ignored',
    responses: {},
    docs: null,
    access: 'public',
    cache: 'never',
    load: 'light',
    services: ['page'],
    handle: (_input, { page }) => {
      if (page.document === null)
        throw new HttpProblem(404, 'the page is not built: run `npm run build`; the API is available')
      return page.document
    },
  }),
)
