// The current list for other people and for programs. Favourites are known to this browser only, so they become ids.
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { serialiseListQuery } from '../../../shared/api/query-language.js'
import { apiQuery, isCostSort, type PageQuery } from '../../../shared/search/page-query.js'
import { parseSearch, stringifySearch } from '../../../shared/search/search-parameters.js'

/** The address of the list, for somebody with other favourites or none. */
export function shareLink(address: string, favourites: readonly string[]): string {
  const url = new URL(address)
  const { favourites: isOn, ids, ...search } = parseSearch(url.search)
  if (isOn !== 'true' || favourites.length === 0) return address
  const starred = among(favourites, ids?.split(','))
  return `${url.origin}${url.pathname}${stringifySearch({ ...search, ids: starred.join(',') })}`
}

/** The request that returns the list. Grouping and the order by cost are left out: the API has neither. */
export function apiUrl(origin: string, query: PageQuery, favourites: readonly string[]): string {
  const request: ListQuery = apiQuery(query)
  const ids = query.favourites ? among(favourites, query.ids) : query.ids
  const text = serialiseListQuery(ids === undefined || ids.length === 0 ? request : { ...request, ids: [...ids] })
  return `${origin}/api/models${text === '' ? '' : `?${text}`}`
}

/** The query of the request, without what is known to this browser only. */
export function listQuery(query: PageQuery): string {
  return serialiseListQuery(apiQuery(query))
}

/** For a POSIX shell; a URL of the API contains no single quote. */
export function curlCommand(url: string): string {
  return `curl '${url}'`
}

/** What a request cannot express. */
export function apiLimits({ sort, group, favourites }: PageQuery): string | null {
  if (isCostSort(sort)) return 'The API cannot sort by the cost of a workload: the request has no order.'
  if (group) return 'The API does not group variants.'
  return favourites ? 'The favourites are listed by their ids.' : null
}

function among(favourites: readonly string[], ids: readonly string[] | undefined): readonly string[] {
  return ids === undefined ? favourites : favourites.filter((id) => ids.includes(id))
}
