// A catalogue that is not the present one: which part of the list's URL asks for it, and what is asked of the service.
import { encodeQueryValue } from '@modelkeep/catalog/query/encode-query-value'

export interface Past {
  /** The moment, as the URL spells it; absent: now. */
  asOf?: string
  /** The models that were no longer there, instead of those that were. */
  removed?: true
}

const moment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+ -]\d{2}:\d{2}))?$/i

/** null: the query is about the present, or names no moment, which the list itself says. */
export function pastOf({ as_of: asOf, removed }: Readonly<Record<string, string>>): Past | null {
  if (asOf !== undefined && !moment.test(asOf)) return null
  if (asOf === undefined && removed !== 'true') return null
  return { ...(asOf !== undefined && { asOf }), ...(removed === 'true' && { removed: true }) }
}

/** Only these two go to the service: every other filter is evaluated in the page. */
export function pastPath({ asOf, removed }: Past, ids?: string): string {
  const pairs = Object.entries({ as_of: asOf, ids, removed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeQueryValue(String(value))}`],
  )
  return `/api/models?${pairs.join('&')}`
}

/** The moment in Unix milliseconds; null: the query is about now. */
export function momentOf(search: Readonly<Record<string, string>>): number | null {
  // A `+` that was sent as it is comes as a blank.
  const time = Date.parse(pastOf(search)?.asOf?.replace(' ', '+') ?? '')
  return Number.isNaN(time) ? null : time
}

/** What of a list's query a model's page is about as well. */
export function momentSearch({ as_of: asOf }: Readonly<Record<string, string>>): Record<string, string> {
  return asOf === undefined ? {} : { as_of: asOf }
}
