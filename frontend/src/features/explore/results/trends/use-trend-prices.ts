import { type ListPrices, useListPrices } from '../../../../shared/api/use-price-stability.js'
import type { PageQuery } from '../../../../shared/search/page-query.js'
import { isTrend, type ListColumn } from '../columns.js'

/** How prices changed, loaded when one of these columns shows it. Removed models have no prices. */
export function useTrendPrices(columns: readonly ListColumn[], { as_of: asOf, removed }: PageQuery): ListPrices {
  return useListPrices({ asOf, isWanted: columns.some(isTrend) && removed === undefined })
}
