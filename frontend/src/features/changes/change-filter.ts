// The filter as it stands in the URL, by the API's own names. What its values mean is for the service to say.
import { stringifySearch } from '../../shared/search/search-parameters.js'

export type FilterSearch = Readonly<Record<string, string>>

export const kinds = [
  ['price_changed', 'Prices'],
  ['model_added', 'New'],
  ['model_removed', 'Gone'],
  ['model_returned', 'Back'],
  ['context_changed', 'Context'],
  ['capability_changed', 'Capabilities'],
  ['deprecation_announced', 'Expiry'],
  ['renamed', 'Names'],
  ['schema_changed', 'Fields of all'],
] as const

const pageSize = '100'
const paging = ['limit', 'cursor']
/** The stream tells what happens from now on. */
const notLive = ['since', 'until']

const without = (search: FilterSearch, names: readonly string[]): FilterSearch =>
  Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name)))

export const listUrl = (search: FilterSearch): string =>
  `/api/changes${stringifySearch({ ...without(search, paging), limit: pageSize })}`
export const streamUrl = (search: FilterSearch): string =>
  `/api/changes/stream${stringifySearch(without(search, [...paging, ...notLive]))}`
export const feedUrl = (search: FilterSearch, form: 'atom' | 'json'): string =>
  `/api/changes.${form}${stringifySearch(without(search, paging))}`

/** Whether anything that happens now could be of this filter. */
export function isLive({ until }: FilterSearch, now: number): boolean {
  // What is no moment, the service refuses.
  return until === undefined || !(Date.parse(until) <= now)
}

/** With one parameter as it is told; empty: without it. */
export function withParameter(search: FilterSearch, name: string, value: string): FilterSearch {
  const text = value.trim()
  return text === '' ? without(search, [name]) : { ...search, [name]: text }
}

/** With one more value in a comma list, or one less. */
export function withToggled(search: FilterSearch, name: string, value: string): FilterSearch {
  const values = listOf(search[name])
  return withParameter(
    search,
    name,
    (values.includes(value) ? values.filter((one) => one !== value) : [...values, value]).join(','),
  )
}

export function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => one.trim() || [])
}

const names: Readonly<Record<string, string>> = {
  kind: 'kind',
  author: 'author',
  model: 'model',
  min_percent: 'at least',
  since: 'from',
  until: 'before',
  scheduled: 'scheduled moves',
}

/** What is asked for, in words, each with the parameter it is of. */
export function filterWords(search: FilterSearch): { name: string; words: string }[] {
  return Object.entries(without(search, paging)).map(([name, value]) => ({ name, words: wordsOf(name, value) }))
}

function wordsOf(name: string, value: string): string {
  const shown =
    name === 'kind'
      ? listOf(value)
          .map((kind) => kinds.find(([one]) => one === kind)?.[1] ?? kind)
          .join(', ')
      : name === 'min_percent'
        ? `${value} %`
        : value
  return name === 'scheduled' ? 'scheduled moves' : `${names[name] ?? name}: ${shown}`
}

/** The parameter that the detail of a refusal begins with; null where it names none of these. */
export function refusedParameter(detail: string, search: FilterSearch): string | null {
  return Object.keys(search).find((name) => detail.startsWith(`${name}:`)) ?? null
}
