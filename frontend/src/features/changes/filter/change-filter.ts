// The change filter as search parameters, in the API's spelling. The service validates their values.
import { type ChangesSearch, stringifySearch } from '../../../shared/search/search-parameters.js'
import { without } from '../../../shared/subscribe/subscription-urls.js'

export const kinds = [
  ['price_changed', 'Prices'],
  ['model_added', 'Added'],
  ['model_removed', 'Removed'],
  ['model_returned', 'Returned'],
  ['context_changed', 'Context'],
  ['capability_changed', 'Capabilities'],
  ['deprecation_announced', 'Expiry'],
  ['renamed', 'Names'],
  ['schema_changed', 'Schema changes'],
] as const

const pageSize = 100
const paging = ['limit', 'cursor']

export function listUrl(search: ChangesSearch, limit = pageSize): string {
  return `/api/changes${stringifySearch({ ...without(search, paging), limit: String(limit) })}`
}

/** Whether new changes can match the filter. */
export function isLive({ until }: ChangesSearch, now: number): boolean {
  // A malformed time counts as live; the service rejects it.
  return until === undefined || !(Date.parse(until) <= now)
}

/** Sets a parameter; an empty value removes it. */
export function withParameter(search: ChangesSearch, name: string, value: string): ChangesSearch {
  const text = value.trim()
  return text === '' ? without(search, [name]) : { ...search, [name]: text }
}

/** Adds a kind to the filter, or removes it. */
export function withKindToggled(search: ChangesSearch, kind: string): ChangesSearch {
  const chosen = listOf(search.kind)
  const toggled = chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind]
  return withParameter(search, 'kind', toggled.join(','))
}

export function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => one.trim() || [])
}

const labels: Readonly<Record<string, string>> = { min_percent: 'at least', since: 'from', until: 'before' }

/** Every active filter with its description. `authorNames`: by id. */
export function activeFilters(
  search: ChangesSearch,
  authorNames: AuthorNames = new Map(),
): { name: string; text: string }[] {
  return Object.entries(without(search, paging)).map(([name, value]) => ({
    name,
    text: describe(name, value, authorNames),
  }))
}

type AuthorNames = ReadonlyMap<string, string>

function describe(name: string, value: string, authorNames: AuthorNames): string {
  if (name === 'scheduled') return 'scheduled changes'
  return `${labels[name] ?? name}: ${valueText(name, value, authorNames)}`
}

function valueText(name: string, value: string, authorNames: AuthorNames): string {
  if (name === 'min_percent') return `${value} %`
  if (name === 'author')
    return listOf(value)
      .map((id) => authorNames.get(id) ?? id)
      .join(', ')
  if (name !== 'kind') return value
  return listOf(value)
    .map((kind) => kinds.find(([one]) => one === kind)?.[1] ?? kind)
    .join(', ')
}

/** The parameter that an error's detail names; null when it names none of these. */
export function rejectedParameter(detail: string, search: ChangesSearch): string | null {
  return Object.keys(search).find((name) => detail.startsWith(`${name}:`)) ?? null
}
