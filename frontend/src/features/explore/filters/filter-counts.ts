import { computeFacets } from '@modelkeep/catalog/query/facet-counts'
import type { Facets } from '@modelkeep/catalog/contract/facets'
import { apiQuery, type PageQuery } from '../../../shared/search/page-query.js'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { favouritePositions } from '../../../shared/list/favourite-positions.js'
import type { ResultOptions } from '../../../shared/list/list-results.js'
import { type Excluded, excludedKinds } from './excluded.js'

export const contextSteps = [32_000, 128_000, 200_000, 1_000_000] as const
export const ageSteps = [7, 30, 90, 365] as const
/** For how many days prices have been unchanged. */
export const unchangedSteps = [30, 90, 180, 365] as const
export const intelligenceSteps = [20, 30, 40, 50] as const
/** What counts as expiring soon. */
export const expiringSoonDays = 30

/** The API's facets, and counts for the fixed steps of the filter panel. */
export interface FilterCounts extends Facets {
  /** In the order of the steps. */
  contexts: readonly number[]
  ages: readonly number[]
  intelligence: readonly number[]
  expiring: number
  /** undefined while the history of prices is unknown. */
  unchanged: readonly number[] | undefined
  openWeights: number
  /** How many are left without each kind. */
  exclude: Readonly<Record<Excluded, number>>
}

/** While the history of prices is unknown, the filter by unchanged prices does not count. */
export function countFilters(
  view: CatalogueView,
  filters: PageQuery,
  { now, favourites = new Set(), daysUnchanged }: Omit<ResultOptions, 'workload'>,
): FilterCounts {
  const query = daysUnchanged === undefined ? { ...filters, unchanged_days: undefined } : filters
  // Search once for all counts.
  const found = query.q === undefined ? [] : view.search.search(query.q)
  const among = favouritePositions(view, query, favourites)
  const options = { now, search: { search: () => found }, among, ...(daysUnchanged && { daysUnchanged }) }
  const totalWith = (patch: Partial<PageQuery>): number =>
    runQuery(view.index, { ...apiQuery({ ...query, ...patch }), sort: undefined, offset: undefined, limit: 1 }, options)
      .total
  return {
    ...computeFacets(view.index, apiQuery(query), options),
    contexts: contextSteps.map((context) => totalWith({ context })),
    ages: ageSteps.map((days) => totalWith({ min_age_days: undefined, max_age_days: days })),
    intelligence: intelligenceSteps.map((min) => totalWith(intelligenceFrom(query, min))),
    expiring: totalWith({ expiring_days: expiringSoonDays }),
    unchanged: daysUnchanged && unchangedSteps.map((days) => totalWith({ unchanged_days: days })),
    openWeights: totalWith({ open_weights: true }),
    exclude: Object.fromEntries(
      excludedKinds.map((kind) => [kind, totalWith({ exclude: [...(query.exclude ?? []), kind] })]),
    ) as Record<Excluded, number>,
  }
}

/** A minimum, which replaces a maximum below it. */
export function intelligenceFrom(
  { max_intelligence_index: max }: PageQuery,
  min: number | undefined,
): Pick<PageQuery, 'min_intelligence_index' | 'max_intelligence_index'> {
  const isCrossed = max !== undefined && min !== undefined && max < min
  return { min_intelligence_index: min, max_intelligence_index: isCrossed ? undefined : max }
}
