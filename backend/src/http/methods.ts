import type { Request, RequestHandler, Response, Router } from 'express'
import type { HttpContext } from './context.js'
import { HttpProblem } from './response/problem.js'

type Handler = (req: Request, res: Response) => Promise<void>

/** A route that answers GET and HEAD. */
export function getOnly(
  router: Router,
  ctx: HttpContext,
  path: string,
  ...handlers: [...RequestHandler[], Handler]
): void {
  router.get(path, ...handlers)
  router.all(path, otherMethods(ctx, 'GET, HEAD, OPTIONS'))
}

/** A route that answers POST. */
export function postOnly(
  router: Router,
  ctx: HttpContext,
  path: string,
  ...handlers: [...RequestHandler[], Handler]
): void {
  router.post(path, ...handlers)
  router.all(path, otherMethods(ctx, 'POST, OPTIONS'))
}

/** OPTIONS is told what the route knows; every other method is refused with 405 and told the same. */
function otherMethods(ctx: HttpContext, allowed: string): RequestHandler {
  return (req, res) => {
    if (req.method === 'OPTIONS') return ctx.writer.writeNoContent(req, res, ['Allow', allowed])
    throw new HttpProblem(405, `${req.method} is not a method of this route; it knows ${allowed}`, {
      headers: { Allow: allowed },
    })
  }
}
