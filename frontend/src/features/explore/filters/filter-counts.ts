import { computeFacets } from '@modelkeep/catalog/query/facet-counts'
import type { Facets } from '@modelkeep/catalog/contract/facets'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'

export const contextSteps = [32_000, 128_000, 200_000, 1_000_000] as const
export const ageSteps = [7, 30, 90, 365] as const
/** What counts as expiring soon. */
export const expiringSoonDays = 30

/** The API's facets, and counts for the fixed steps of the filter panel. */
export interface FilterCounts extends Facets {
  /** In the order of the steps. */
  contexts: readonly number[]
  ages: readonly number[]
  expiring: number
}

/** @param now Unix milliseconds */
export function countFilters(view: CatalogueView, query: ListQuery, now: number): FilterCounts {
  // Search once for all counts.
  const found = query.q === undefined ? [] : view.search.search(query.q)
  const options = { now, search: { search: () => found } }
  const totalWith = (patch: Partial<ListQuery>): number =>
    runQuery(view.index, { ...query, sort: undefined, offset: undefined, limit: 1, ...patch }, options).total
  return {
    ...computeFacets(view.index, query, options),
    contexts: contextSteps.map((context) => totalWith({ context })),
    ages: ageSteps.map((days) => totalWith({ min_age_days: undefined, max_age_days: days })),
    expiring: totalWith({ expiring_days: expiringSoonDays }),
  }
}
