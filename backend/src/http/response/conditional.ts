import type { IncomingHttpHeaders } from 'node:http'

/**
 * The representation that a conditional GET or HEAD (RFC 9110, 13.1) already has, for a 304; null for a full response. If-None-Match
 * takes precedence over If-Modified-Since and compares weakly. `usable` are the representations that the client accepts, best first:
 * its copy may be any of them, and the 304 must name that one. `lastModified` in Unix milliseconds.
 */
export function notModified<T extends Tagged>(
  headers: IncomingHttpHeaders,
  usable: readonly [T, ...T[]],
  lastModified: number,
): T | null {
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return usable[0]
    const given = tagsOf(ifNoneMatch)
    return usable.find(({ etag }) => given.includes(etag)) ?? null
  }
  const since = httpDate(headers['if-modified-since'])
  return since !== null && Math.floor(lastModified / 1000) * 1000 <= since ? usable[0] : null
}

interface Tagged {
  readonly etag: string
}

/** Entity tags without the weak marker. */
function tagsOf(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].map((match) => match[1] ?? '')
}

const httpDates = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
]

/** Unix milliseconds of a date in one of the three forms of RFC 9110, 5.6.7; null for anything else, which must be ignored. */
function httpDate(text: string | undefined): number | null {
  if (text === undefined || !httpDates.some((form) => form.test(text))) return null
  const moment = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(moment) ? null : moment
}
