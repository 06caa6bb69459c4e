import { runQuery } from '@modelkeep/catalog/query/run-query'
import { useMemo } from 'react'
import { momentOf, pastOf } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { useNow } from '../../shared/hooks/use-now.js'
import { type SearchParameters, useListQuery } from '../../shared/search/use-list-query.js'

export interface Neighbours {
  previous: string | undefined
  next: string | undefined
  /** From 1. */
  place: number
  total: number
}

const nowhere = (): void => {}

/** What stands before and after a model in the list below the sheet; null where it is not in that list. */
export function useNeighbours(id: string, list: SearchParameters): Neighbours | null {
  const { view } = useCatalogueOf(useMemo(() => pastOf(list), [list]))
  const { query, problem, ready } = useListQuery(list, nowhere)
  // For ages alone, which count whole days.
  const present = useNow(600_000)
  const now = momentOf(list) ?? present
  const ids = useMemo(() => {
    if (view === null || problem !== null || !ready) return []
    const { positions } = runQuery(view.index, query, { now, search: view.search })
    return positions.map((position) => view.models[position]?.id)
  }, [view, query, problem, ready, now])
  const at = ids.indexOf(id)
  return at === -1 ? null : { previous: ids[at - 1], next: ids[at + 1], place: at + 1, total: ids.length }
}
