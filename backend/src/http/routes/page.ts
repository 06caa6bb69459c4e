import type { Request, Response, Router } from 'express'
import type { HttpContext } from '../context.js'
import type { CachedResponse } from '../response/cached-response.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'

/** Below these are no views, and whoever asks wants no page. */
const notForPeople = /^\/(?:api|docs|health|assets)(?:\/|$)/

/** Every view of the page is the one document; which view it is, the page reads off its URL. */
export const views = ['/', '/models/*id', '/compare', '/status', '/changes']

export function pageRoutes(router: Router, ctx: HttpContext): void {
  const write = (entry: CachedResponse) => async (req: Request, res: Response) =>
    ctx.writer.write(req, res, entry, 'miss')
  for (const [path, entry] of ctx.page.files) getOnly(router, ctx, path, write(entry))
  for (const view of views) {
    getOnly(router, ctx, view, async (req, res) => {
      if (ctx.page.document === null)
        throw new HttpProblem(404, 'the page has not been built: run `npm run build`; the API is there')
      await write(ctx.page.document)(req, res)
    })
  }
}

/** What is at none of the routes: a person is told so by the page, a program by a problem. */
export function pageNotFound(router: Router, ctx: HttpContext): void {
  router.use((req, res, next) => {
    const isPerson =
      (req.method === 'GET' || req.method === 'HEAD') &&
      req.headers.accept?.includes('text/html') &&
      !notForPeople.test(req.path)
    if (!isPerson || ctx.page.notFound === null) return next()
    ctx.writer.write(req, res, ctx.page.notFound, 'miss')
  })
}
