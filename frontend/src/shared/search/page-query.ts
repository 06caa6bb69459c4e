// The query of the list: that of the API, and what only the page can do. In the URL both are side by side.
import { QueryError } from '@modelkeep/catalog/query/query-error'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { SortName } from '@modelkeep/catalog/query/sort'
import { parseWorkload, type Workload, workloadParameters } from '../cost/workload.js'
import type { ListSearch } from './search-parameters.js'

/** By the cost of the reader's workload, which the API does not know. */
export const costSorts = ['cost-low-to-high', 'cost-high-to-low'] as const
export type CostSort = (typeof costSorts)[number]
export type ListSort = SortName | CostSort

export interface PageQuery extends Omit<ListQuery, 'sort'> {
  sort?: ListSort | undefined
  /** Only the models that the reader has starred. */
  favourites?: true | undefined
  /** Variants and aliases come after the model that they belong to. */
  group?: true | undefined
  /** Whose cost is shown; absent: the one that the reader used last. */
  workload?: Workload | undefined
}

interface Language {
  parseListQuery: (parameters: Readonly<Record<string, string>>) => ListQuery
  serialiseListQuery: (query: ListQuery) => string
}

const switches = ['favourites', 'group'] as const
const workloadNames = Object.keys(workloadParameters({ inputTokens: 0, cachedTokens: 0, outputTokens: 0, calls: 0 }))

export function isCostSort(sort: unknown): sort is CostSort {
  return costSorts.some((one) => one === sort)
}

/** @throws QueryError naming the first invalid parameter */
export function parsePageQuery({ parseListQuery }: Language, search: ListSearch): PageQuery {
  const api = Object.entries(search).filter(([name, value]) => !isPageOption(name) && !isCostSort(value))
  const query = parseListQuery(Object.fromEntries(api))
  return { ...query, ...pageOptions(search) }
}

/** The shortest search for a query, with the parameters of the API first. */
export function pageSearch({ serialiseListQuery }: Language, query: PageQuery): Record<string, string> {
  const { sort, workload } = query
  return {
    ...Object.fromEntries(new URLSearchParams(serialiseListQuery(apiQuery(query)))),
    ...(isCostSort(sort) && { sort }),
    ...Object.fromEntries(switches.flatMap((name) => (query[name] ? [[name, 'true']] : []))),
    ...(workload && workloadParameters(workload)),
  }
}

/** Without what only the page can do. */
export function apiQuery(page: PageQuery): ListQuery {
  const { favourites: _favourites, group: _group, workload: _workload, sort, ...query } = page
  return sort === undefined || isCostSort(sort) ? query : { ...query, sort }
}

function pageOptions(search: ListSearch): Partial<PageQuery> {
  const options: Partial<PageQuery> = {}
  for (const name of switches) {
    if (search[name] === undefined) continue
    if (search[name] !== 'true') throw new QueryError(name, 'must be true; omit the parameter otherwise')
    options[name] = true
  }
  if (isCostSort(search.sort)) options.sort = search.sort
  if (workloadNames.some((name) => search[name as keyof ListSearch] !== undefined))
    options.workload = parseWorkload(search)
  return options
}

function isPageOption(name: string): boolean {
  return switches.some((option) => option === name) || workloadNames.includes(name)
}
