import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { type ActiveFilter, droppableFilters } from './filters/active-filters.js'

export interface ListResults {
  /** Of the models that are shown, in their order. */
  positions: number[]
  /** How many match, on all pages. */
  total: number
}

/** @param now Unix milliseconds. `as_of` and `removed` are not for this catalogue to answer, and are passed over. */
export function resultsOf(view: CatalogueView, query: ListQuery, now: number): ListResults {
  if (asksNothing(query)) return { positions: [...view.models.keys()], total: view.models.length }
  const { positions, total } = runQuery(view.index, query, { now, search: view.search })
  return { positions, total }
}

/** So that the list as it is first seen need not wait for an index. */
function asksNothing(query: ListQuery): boolean {
  return Object.values(query).every((value) => value === undefined)
}

/** A filter without which there would be something to see. */
export interface Drop extends ActiveFilter {
  /** How many models the list would hold. */
  count: number
}

/** For a query that shows nothing: the single filters that are to blame, most models first. Empty where no single one is. */
export function dropsOf(view: CatalogueView, query: ListQuery, now: number): Drop[] {
  return droppableFilters(query)
    .map((filter) => ({ ...filter, count: resultsOf(view, { ...query, ...filter.patch }, now).positions.length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}

/** null: there is no catalogue yet. */
export function useResults(view: CatalogueView | null, query: ListQuery, now: number): ListResults | null {
  return useMemo(() => (view === null ? null : resultsOf(view, query, now)), [view, query, now])
}
