import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a conditional GET or HEAD is answered with 304 (RFC 9110, 13.1): If-None-Match decides where it is given, by weak
 * comparison; only without it does If-Modified-Since. A tag of the same content in another encoding matches too.
 * `lastModified` in Unix milliseconds, compared in whole seconds.
 */
export function isNotModified(headers: IncomingHttpHeaders, hash: string, lastModified: number): boolean {
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).some((tag) => tag === hash || tag === `${hash}-br` || tag === `${hash}-gzip`)
  const since = headers['if-modified-since']
  if (since === undefined) return false
  const moment = Date.parse(since)
  return !Number.isNaN(moment) && Math.floor(lastModified / 1000) * 1000 <= moment
}

/** The opaque parts of a list of entity tags, weak or strong. */
function tagsOf(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?"([^"]*)"/g)].map((match) => match[1] ?? '')
}
