import { computeFacets } from '@modelkeep/catalog/query/facet-counts'
import type { Facets } from '@modelkeep/catalog/contract/facets'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'

export const contextSteps = [32_000, 128_000, 200_000, 1_000_000] as const
export const ageSteps = [7, 30, 90, 365] as const
/** "Soon" is within so many days. */
export const expiringSoonDays = 30

/** What a filter rail shows: the API's facets, and counts for the values that the rail offers by itself. */
export interface FilterCounts extends Facets {
  /** In the order of the steps. */
  contexts: readonly number[]
  ages: readonly number[]
  expiring: number
}

/** @param now Unix milliseconds */
export function countFilters(view: CatalogueView, query: ListQuery, now: number): FilterCounts {
  // The words are looked for once.
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
