import { encodeQueryValue } from '@modelkeep/catalog/query/encode-query-value'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'

// Search parameters of each view: raw strings in the API's spelling, which the view that owns them interprets. No schema is involved,
// because zod must not be part of the first script.

type WorkloadName = 'in' | 'cached' | 'out' | 'calls'
export type WorkloadSearch = { readonly [Name in WorkloadName]?: string }
export type ListSearch = { readonly [Name in keyof ListQuery | 'favourites' | 'group' | WorkloadName]?: string }
/** `range`: of the price history. `cost_at`: the day that the calculator prices. */
export type ModelSearch = Pick<ListSearch, 'as_of'> & { readonly range?: string; readonly cost_at?: string }
export type AuthorSearch = Pick<ListSearch, 'sort'>
export type CompareSearch = {
  readonly [
    Name in 'ids' | 'in' | 'cached' | 'out' | 'calls' | 'per' | 'sort' | 'differences' | 'price' | 'range'
  ]?: string
}
export type ChangesSearch = {
  readonly [
    Name in 'kind' | 'author' | 'model' | 'min_percent' | 'since' | 'until' | 'scheduled' | 'limit' | 'cursor'
  ]?: string
}

/** Unknown names are kept, so that the view can report them. */
export function stringsOf(search: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** Values are spelled as the API spells them. */
export function stringifySearch(search: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeQueryValue(name)}=${encodeQueryValue(value)}`],
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
