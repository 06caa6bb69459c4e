import { quoted } from '../../request-target.js'
import { HttpProblem } from '../../response/problem.js'
import { defineRoute, type Route } from '../../route.js'

const document = 'index.html'

function viewerRoute(path: string): Route {
  return defineRoute({
    method: 'GET',
    path,
    query: 'ignored',
    responses: {},
    docs: null,
    access: 'public',
    cache: 'never',
    load: 'work',
    services: ['viewer'],
    handle: async ({ params: { file } }, { viewer }) => {
      const response = file === document ? null : await viewer(file ?? document)
      if (response !== null) return response
      if (file !== undefined) throw new HttpProblem(404, `the API viewer has no file ${quoted(file)}`)
      throw new HttpProblem(
        404,
        'the API viewer is not built: run `npm run build`; the contract itself is at /api/openapi.json',
      )
    },
  })
}

/** The contract as a page for people. */
export const docsViewerRoutes: readonly Route[] = ['/docs', '/docs/', '/docs/{file}'].map(viewerRoute)
