import type { IncomingHttpHeaders } from 'node:http'

/**
 * What to answer a conditional GET or HEAD with, as 304 (RFC 9110, 13.1), or null where it gets a full answer:
 * If-None-Match decides where it is given, by weak comparison; only without it does If-Modified-Since.
 * `usable` are the representations that this client may be answered with, best first: its copy may be any of them, and
 * the 304 has to name that one. `lastModified` in Unix milliseconds.
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

/** A list of entity tags, without the mark of the weak ones. */
function tagsOf(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].map((match) => match[1] ?? '')
}

const httpDates = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
]

/** Unix milliseconds of a date in one of the three forms of RFC 9110, 5.6.7; null for all else, which has to be ignored. */
function httpDate(text: string | undefined): number | null {
  if (text === undefined || !httpDates.some((form) => form.test(text))) return null
  const moment = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(moment) ? null : moment
}
