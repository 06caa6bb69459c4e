import { HttpProblem } from './response/problem.js'

/** The path and query of a request target. A proxy may have sent a whole URL (RFC 9112, 3.2.2): its origin does not matter here. */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const pathAndQuery = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1]
  if (pathAndQuery === undefined) return target
  return pathAndQuery.startsWith('/') ? pathAndQuery : `/${pathAndQuery}`
}

/** What a URL may consist of (RFC 3986) and some more that does no harm; no fragment, no blank, nothing but ASCII. */
const targetCharacters = /^\/[!"$-~]*$/

/** Whether it has no character that a path and query may not have; its percent-encoding may be broken all the same. */
export function isPlainTarget(target: string): boolean {
  return targetCharacters.test(target)
}

/** @throws HttpProblem 400 for a target that is not a path and query, or whose path cannot be decoded */
export function refuseBadTarget(target: string): void {
  if (!isPlainTarget(target))
    throw new HttpProblem(
      400,
      `the request target is not a path that begins with "/", in ASCII and without a fragment: ${quoted(target)}`,
    )
  const [path = ''] = target.split('?', 1)
  const broken = path.split('/').find((segment) => !isDecodable(segment))
  if (broken !== undefined)
    throw new HttpProblem(400, `the path holds a percent-encoding that is broken or not UTF-8: ${quoted(broken)}`)
}

/** Text of a client as an answer may repeat it. */
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
