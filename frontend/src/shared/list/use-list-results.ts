import { useMemo } from 'react'
import type { CatalogueView } from '../api/catalogue-view.js'
import { type ListPrices, useListPrices } from '../api/use-price-stability.js'
import { useRememberedWorkload } from '../cost/use-remembered-workload.js'
import { defaultWorkload, type Workload } from '../cost/workload.js'
import { useFavourites } from '../hooks/preferences.js'
import { isCostSort, type PageQuery } from '../search/page-query.js'
import { type ListResults, resultsOf } from './list-results.js'

const none: ReadonlySet<string> = new Set()

/** The starred models if the list is limited to them; otherwise none, so that starring one changes nothing. */
export function useListFavourites({ favourites: isOn }: PageQuery): ReadonlySet<string> {
  const { ids } = useFavourites()
  return useMemo(() => (isOn ? new Set(ids) : none), [isOn, ids])
}

/** The workload of the URL, else the one that the reader used last; the same object while its numbers are the same. */
export function useListWorkload({ workload }: PageQuery): Workload {
  const [remembered] = useRememberedWorkload()
  const key = JSON.stringify(workload ?? remembered)
  return useMemo(() => JSON.parse(key) as Workload, [key])
}

/** What the filter by unchanged prices needs to know, loaded when it is on. */
export function useUnchangedPrices({ unchanged_days: days, as_of: asOf }: PageQuery): ListPrices {
  return useListPrices({ asOf, isWanted: days !== undefined })
}

/** null while there is no catalogue, or not yet what the query needs. `now` in Unix milliseconds. */
export function useListResults(view: CatalogueView | null, query: PageQuery, now: number): ListResults | null {
  const favourites = useListFavourites(query)
  const current = useListWorkload(query)
  const workload = isCostSort(query.sort) ? current : defaultWorkload
  const { daysUnchanged } = useUnchangedPrices(query)
  const isReady = query.unchanged_days === undefined || daysUnchanged !== undefined
  return useMemo(
    () => (view === null || !isReady ? null : resultsOf(view, query, { now, favourites, workload, daysUnchanged })),
    [view, query, now, favourites, workload, daysUnchanged, isReady],
  )
}
