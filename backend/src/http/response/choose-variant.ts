import type { IncomingHttpHeaders } from 'node:http'
import type { CachedResponse, Encoding, Variant } from './cached-response.js'
import { notModified } from './conditional.js'

export interface Choice {
  variant: Variant
  /** false: a 304, because the client has that variant. */
  full: boolean
}

/** The variant of a response for a request. `accepted`: encodings, best first. If none is available, the identity body is sent. */
export function chooseVariant(
  headers: IncomingHttpHeaders,
  response: CachedResponse,
  accepted: readonly Encoding[],
): Choice {
  const best = bestVariant(accepted, response)
  const matched = matchedVariant(headers, response, best, accepted)
  return matched === null ? { variant: best, full: true } : { variant: matched, full: false }
}

function matchedVariant(
  headers: IncomingHttpHeaders,
  response: CachedResponse,
  best: Variant,
  accepted: readonly Encoding[],
): Variant | null {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = headers
  if (ifNoneMatch === undefined && ifModifiedSince === undefined) return null
  if (response.status !== 200 || (response.origin === null && response.asset === undefined)) return null
  if (ifNoneMatch === best.etag) return best // the common case
  const usable = accepted.flatMap((encoding) => response.variant(encoding) ?? [])
  return notModified(headers, [best, ...usable], comparableTime(response))
}

/** Infinity where the content can change without a newer date: when it depends on the day, or after a rewrite of history. */
function comparableTime({ history, origin, uncacheable }: CachedResponse): number {
  const isDated = origin !== null && !uncacheable && (history === undefined || history.rewrites === 0)
  return isDated ? origin.changedAt : Infinity
}

function bestVariant(accepted: readonly Encoding[], response: CachedResponse): Variant {
  for (const encoding of accepted) {
    const variant = response.variant(encoding)
    if (variant !== undefined) return variant
  }
  return response.identity
}
