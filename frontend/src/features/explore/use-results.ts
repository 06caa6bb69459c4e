import type { PageQuery } from '../../shared/search/page-query.js'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { favouritePositions } from './favourite-positions.js'
import { type ActiveFilter, droppableFilters } from './filters/active-filters.js'
import { groupVariants } from './group-variants.js'

export interface ListResults {
  /** Positions of the listed models, in order. */
  positions: number[]
  /** How many match, on all pages. */
  total: number
}

/** @param now Unix milliseconds. `as_of` and `removed` select the catalogue, so they are ignored here. */
export function resultsOf(
  view: CatalogueView,
  query: PageQuery,
  now: number,
  favourites: ReadonlySet<string> = none,
): ListResults {
  if (isUnfiltered(query)) return { positions: [...view.models.keys()], total: view.models.length }
  const among = favouritePositions(view, query, favourites)
  const { positions, total } = runQuery(view.index, query, { now, search: view.search, among })
  return { positions: query.group ? groupVariants(view.models, positions) : positions, total }
}

const none: ReadonlySet<string> = new Set()

/** An unfiltered list needs no index, which keeps the first render fast. */
function isUnfiltered(query: PageQuery): boolean {
  return Object.values(query).every((value) => value === undefined)
}

/** A filter whose removal would leave some models. */
export interface Drop extends ActiveFilter {
  /** How many models the list would hold. */
  count: number
}

/** For a query without results: the single filters whose removal helps, most models first. */
export function dropsOf(
  view: CatalogueView,
  query: PageQuery,
  now: number,
  favourites: ReadonlySet<string> = none,
): Drop[] {
  return droppableFilters(query)
    .map((filter) => ({
      ...filter,
      count: resultsOf(view, { ...query, ...filter.patch }, now, favourites).positions.length,
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}

/** null while there is no catalogue. */
export function useResults(
  view: CatalogueView | null,
  query: PageQuery,
  now: number,
  favourites: ReadonlySet<string>,
): ListResults | null {
  // Starring a model changes only a list of favourites.
  const relevant = query.favourites ? favourites : none
  return useMemo(() => (view === null ? null : resultsOf(view, query, now, relevant)), [view, query, now, relevant])
}
