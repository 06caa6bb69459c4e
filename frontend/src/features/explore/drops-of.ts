import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { type ResultOptions, resultsOf } from '../../shared/list/list-results.js'
import type { PageQuery } from '../../shared/search/page-query.js'
import { type ActiveFilter, droppableFilters } from './filters/active-filters.js'

/** A filter whose removal would leave some models. */
export interface Drop extends ActiveFilter {
  /** How many models the list would hold. */
  count: number
}

/** For a query without results: the single filters whose removal helps, most models first. */
export function dropsOf(view: CatalogueView, query: PageQuery, options: ResultOptions): Drop[] {
  return droppableFilters(query, view.authorNames)
    .map((filter) => ({ ...filter, count: resultsOf(view, { ...query, ...filter.patch }, options).positions.length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}
