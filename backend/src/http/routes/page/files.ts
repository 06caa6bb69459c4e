import type { PageFiles } from '../../page/page-files.js'
import { defineRoute, type Route } from '../../route.js'

/** One route for each file that the build of the page made, under a label that does not depend on its name. */
export function fileRoutes({ files }: Pick<PageFiles, 'files'>): Route[] {
  return [...files].map(([path, response]) =>
    defineRoute({
      method: 'GET',
      path,
      label: path.startsWith('/assets/') ? '/assets/{file}' : '/{file}',
      query: 'ignored',
      responses: {},
      docs: null,
      access: 'public',
      cache: 'never',
      load: 'light',
      services: [],
      handle: () => response,
    }),
  )
}
