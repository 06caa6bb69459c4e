import type { Request, RequestHandler, Response, Router } from 'express'
import { HttpProblem } from './problem.js'

type Handler = (req: Request, res: Response) => Promise<void>

/** A route that answers GET and HEAD, and any other method with 405. */
export function getOnly(router: Router, path: string, ...handlers: [...RequestHandler[], Handler]): void {
  router.get(path, ...handlers)
  router.all(path, refuse('GET, HEAD'))
}

/** A route that answers POST, and any other method with 405. */
export function postOnly(router: Router, path: string, ...handlers: [...RequestHandler[], Handler]): void {
  router.post(path, ...handlers)
  router.all(path, refuse('POST'))
}

function refuse(allowed: string): RequestHandler {
  return (req) => {
    throw new HttpProblem(405, `${req.method} is not a method of this route; it knows ${allowed}`, { headers: { Allow: allowed } })
  }
}
