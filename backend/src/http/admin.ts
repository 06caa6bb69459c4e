import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { HttpProblem } from './problem.js'

/** Lets a request pass that carries `Authorization: Bearer <token>`, compared in constant time. Without a token all are refused. */
export function requireAdmin(token: string | null): RequestHandler {
  const expected = token === null ? null : digest(token)
  return (req, _res, next) => {
    if (expected === null) throw new HttpProblem(403, 'administration is off: no ADMIN_TOKEN is set')
    const given = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1]
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      throw new HttpProblem(401, 'this route wants "Authorization: Bearer" with the admin token', { headers: { 'WWW-Authenticate': 'Bearer realm="modelkeep"' } })
    }
    next()
  }
}

/** Digests are of one length, so that the comparison does not tell the token's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
