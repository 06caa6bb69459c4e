import { type ChangesSearch, stringifySearch } from '../search/search-parameters.js'

const paging = ['limit', 'cursor']
/** The stream only sends new changes, so it takes no time range. */
const timeRange = ['since', 'until']
/** More ids would make the address too long for some programs. */
export const maxModels = 150

/** The addresses of the changes that match a filter, without their origin. */
export function feedUrl(filter: ChangesSearch, form: 'atom' | 'json'): string {
  return `/api/changes.${form}${stringifySearch(without(filter, paging))}`
}

export function streamUrl(filter: ChangesSearch): string {
  return `/api/changes/stream${stringifySearch(without(filter, [...paging, ...timeRange]))}`
}

export function without(filter: ChangesSearch, names: readonly string[]): ChangesSearch {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !names.includes(name)))
}

/** The filter of the changes of these models, and how many of them do not fit. */
export function filterOfModels(ids: readonly string[]): { filter: ChangesSearch; leftOut: number } {
  return { filter: { model: ids.slice(0, maxModels).join(',') }, leftOut: Math.max(0, ids.length - maxModels) }
}
