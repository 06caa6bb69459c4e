import { useMemo } from 'react'
import { historicalOf, historicalTime } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { useListResults } from '../../shared/list/use-list-results.js'
import { useNow } from '../../shared/hooks/use-now.js'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import { useListQuery } from '../../shared/search/use-list-query.js'

export interface Neighbours {
  previous: string | undefined
  next: string | undefined
  /** From 1. */
  place: number
  total: number
}

const ignore = (): void => {}

/** The models before and after this one in the list behind the sheet; null when it is not in that list. */
export function useNeighbours(id: string, list: ListSearch): Neighbours | null {
  const { view } = useCatalogueOf(useMemo(() => historicalOf(list), [list]))
  const { query, problem, ready } = useListQuery(list, ignore)
  // Only used for ages, which are counted in days.
  const present = useNow(600_000)
  const now = historicalTime(list) ?? present
  const results = useListResults(problem === null && ready ? view : null, query, now)
  const ids = useMemo(() => (results?.positions ?? []).map((position) => view?.models[position]?.id), [view, results])
  const at = ids.indexOf(id)
  return at === -1 ? null : { previous: ids[at - 1], next: ids[at + 1], place: at + 1, total: ids.length }
}
