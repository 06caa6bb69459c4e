import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { type ActiveFilter, droppableFilters } from './filters/active-filters.js'

export interface ListResults {
  /** Positions of the listed models, in order. */
  positions: number[]
  /** How many match, on all pages. */
  total: number
}

/** @param now Unix milliseconds. `as_of` and `removed` select the catalogue, so they are ignored here. */
export function resultsOf(view: CatalogueView, query: ListQuery, now: number): ListResults {
  if (isUnfiltered(query)) return { positions: [...view.models.keys()], total: view.models.length }
  const { positions, total } = runQuery(view.index, query, { now, search: view.search })
  return { positions, total }
}

/** An unfiltered list needs no index, which keeps the first render fast. */
function isUnfiltered(query: ListQuery): boolean {
  return Object.values(query).every((value) => value === undefined)
}

/** A filter whose removal would leave some models. */
export interface Drop extends ActiveFilter {
  /** How many models the list would hold. */
  count: number
}

/** For a query without results: the single filters whose removal helps, most models first. */
export function dropsOf(view: CatalogueView, query: ListQuery, now: number): Drop[] {
  return droppableFilters(query)
    .map((filter) => ({ ...filter, count: resultsOf(view, { ...query, ...filter.patch }, now).positions.length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}

/** null while there is no catalogue. */
export function useResults(view: CatalogueView | null, query: ListQuery, now: number): ListResults | null {
  return useMemo(() => (view === null ? null : resultsOf(view, query, now)), [view, query, now])
}
