// Which part of a list's search asks for a historical catalogue, and the request for it.
import { encodeQueryValue } from '@modelkeep/catalog/query/encode-query-value'
import type { ListSearch, ModelSearch } from '../search/search-parameters.js'

export interface Historical {
  /** As spelled in the URL; absent: now. */
  asOf?: string
  /** Removed models instead of present ones. */
  removed?: true
}

const timestamp = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+ -]\d{2}:\d{2}))?$/i

/** null: the query is about the current catalogue, or its time is malformed, which the list reports. */
export function historicalOf({ as_of: asOf, removed }: ListSearch): Historical | null {
  if (asOf !== undefined && !timestamp.test(asOf)) return null
  if (asOf === undefined && removed !== 'true') return null
  return { ...(asOf !== undefined && { asOf }), ...(removed === 'true' && { removed: true }) }
}

/** Only time and removal go to the service; the page evaluates every other filter. */
export function historicalPath({ asOf, removed }: Historical, ids?: string): string {
  const pairs = Object.entries({ as_of: asOf, ids, removed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeQueryValue(String(value))}`],
  )
  return `/api/models?${pairs.join('&')}`
}

/** The requested time in Unix milliseconds; null: now. */
export function historicalTime(search: ListSearch): number | null {
  // A raw "+" is decoded as a space.
  const time = Date.parse(historicalOf(search)?.asOf?.replace(' ', '+') ?? '')
  return Number.isNaN(time) ? null : time
}

/** The part of a list's search that a model opened from it keeps. */
export function historicalSearch({ as_of: asOf }: ListSearch): ModelSearch {
  return asOf === undefined ? {} : { as_of: asOf }
}
