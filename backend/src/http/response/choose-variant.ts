import type { IncomingHttpHeaders } from 'node:http'
import { notModified } from './conditional.js'
import type { Encoding, CachedResponse, Variant } from './cached-response.js'

export interface Choice {
  variant: Variant
  /** false: a 304, the client has that variant already. */
  full: boolean
}

/** What a request is answered with, of an entry. `accepted`: encodings, best first. Pure: equal requests get the same of the same entry. */
export function chooseVariant(
  headers: IncomingHttpHeaders,
  entry: CachedResponse,
  accepted: readonly Encoding[],
): Choice {
  const best = bestOf(accepted, entry)
  const matched = matchedBy(headers, entry, best, accepted)
  return matched === null ? { variant: best, full: true } : { variant: matched, full: false }
}

function matchedBy(
  headers: IncomingHttpHeaders,
  entry: CachedResponse,
  best: Variant,
  accepted: readonly Encoding[],
): Variant | null {
  if (headers['if-none-match'] === undefined && headers['if-modified-since'] === undefined) return null
  if (entry.status !== 200 || (entry.origin === null && entry.asset === undefined)) return null
  if (headers['if-none-match'] === best.etag) return best // most send the one tag that they were given
  return notModified(
    headers,
    [best, ...accepted.flatMap((encoding) => entry.variant(encoding) ?? [])],
    comparableTime(entry),
  )
}

/** A history that was written anew may say something else without a newer sync, and so may another day: no date can tell, only the ETag. */
function comparableTime({ history, origin, uncacheable }: CachedResponse): number {
  return origin === null || uncacheable || (history !== undefined && history.rewrites > 0) ? Infinity : origin.changedAt
}

/** Where a client accepts nothing that there is, it is given the plain body. */
function bestOf(accepted: readonly Encoding[], entry: CachedResponse): Variant {
  for (const encoding of accepted) {
    const variant = entry.variant(encoding)
    if (variant !== undefined) return variant
  }
  return entry.plain
}
