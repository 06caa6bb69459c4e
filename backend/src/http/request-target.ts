import type { IncomingMessage } from 'node:http'
import { HttpProblem } from './response/problem.js'

/** The path and query of a request target. A client may send an absolute URL (RFC 9112, 3.2.2); its origin is ignored. */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const pathAndQuery = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1]
  if (pathAndQuery === undefined) return target
  return pathAndQuery.startsWith('/') ? pathAndQuery : `/${pathAndQuery}`
}

/** The characters of a URL (RFC 3986), and some harmless others: ASCII without spaces and without a fragment. */
const targetCharacters = /^\/[!"$-~]*$/

/** @throws HttpProblem 400 for a target that is not a path and query, or whose path cannot be decoded */
export function refuseBadTarget(target: string): void {
  if (!targetCharacters.test(target))
    throw new HttpProblem(
      400,
      `the request target is not a path that begins with "/", in ASCII and without a fragment: ${quoted(target)}`,
    )
  const [path = ''] = target.split('?', 1)
  const broken = path.split('/').find((segment) => !isDecodable(segment))
  if (broken !== undefined)
    throw new HttpProblem(400, `the path contains a percent-encoding that is broken or not UTF-8: ${quoted(broken)}`)
}

/** Client input, quoted for an error message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment)
    return true
  } catch {
    return false
  }
}

/** Path and query, as the client sent them. Express changes `url` within a router, but not `originalUrl`. */
export function urlOf(req: IncomingMessage & { originalUrl?: string }): string {
  return req.originalUrl ?? req.url ?? '/'
}
