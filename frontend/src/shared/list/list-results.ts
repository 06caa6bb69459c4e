// Which models the list holds, and in what order: what the API would respond, and what only the page can do.
import { runQuery } from '@modelkeep/catalog/query/run-query'
import type { CatalogueView } from '../api/catalogue-view.js'
import { defaultWorkload, type Workload } from '../cost/workload.js'
import { apiQuery, isCostSort, type PageQuery } from '../search/page-query.js'
import { favouritePositions } from './favourite-positions.js'
import { groupVariants } from './group-variants.js'
import { sortByCost } from './sort-by-cost.js'

export interface ListResults {
  /** Positions of the listed models, in order. */
  positions: number[]
  /** How many match, on all pages. */
  total: number
}

export interface ResultOptions {
  /** Unix milliseconds. */
  now: number
  /** Ids of the starred models. */
  favourites?: ReadonlySet<string>
  /** For how many whole days the prices of each model have been unchanged; needed by a query with `unchanged_days`. */
  daysUnchanged?: ReadonlyMap<string, number> | undefined
  /** Whose cost the list may be sorted by. */
  workload?: Workload
}

const none: ReadonlySet<string> = new Set()

/** `as_of` and `removed` select the catalogue, so they are ignored here. */
export function resultsOf(
  view: CatalogueView,
  query: PageQuery,
  { now, favourites = none, workload = defaultWorkload, daysUnchanged }: ResultOptions,
): ListResults {
  if (isUnfiltered(query)) return { positions: [...view.models.keys()], total: view.models.length }
  const among = favouritePositions(view, query, favourites)
  const options = { now, search: view.search, among, ...(daysUnchanged && { daysUnchanged }) }
  const { positions, total } = runQuery(view.index, apiQuery(query), options)
  const { sort } = query
  const sorted = isCostSort(sort) ? sortByCost(view.models, positions, workload, sort, now) : positions
  return { positions: query.group ? groupVariants(view.models, sorted) : sorted, total }
}

/** An unfiltered list needs no index, which keeps the first render fast. */
function isUnfiltered(query: PageQuery): boolean {
  return Object.values(query).every((value) => value === undefined)
}
