import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { parseWorkload, type Workload, workloadSearch } from '../../shared/cost/workload.js'
import { useSelection } from '../../shared/hooks/preferences.js'
import type { CompareSearch } from '../../shared/search/search-parameters.js'
import { parseIds, type RequestedIds } from './compare-ids.js'
import { type Period, periods } from './workload-fields.js'

interface ComparisonChange {
  ids?: readonly string[]
  workload?: Partial<Workload>
  onlyDifferences?: boolean
  cheapestFirst?: boolean
  period?: Period
}

export interface ComparisonUrl {
  requested: RequestedIds
  workload: Workload
  onlyDifferences: boolean
  cheapestFirst: boolean
  period: Period
  /** The last model was removed. A URL without ids, in contrast, stands for the selection. */
  isEmptied: boolean
  /** The search of a comparison of these models; workload and view stay as they are. */
  searchOf: (ids: readonly string[]) => CompareSearch
  change: (change: ComparisonChange) => void
}

/** The comparison in the URL. Without `ids`, the models selected in the list. */
export function useComparisonUrl(): ComparisonUrl {
  const search: CompareSearch = useLocation({ select: (location) => location.search })
  // While navigating away, the location is already that of the next view.
  const isHere = useLocation({ select: ({ pathname }) => pathname === '/compare' })
  const go = useNavigate()
  const selected = useSelection().ids
  useEffect(() => {
    if (isHere && search.ids === undefined && selected.length > 0)
      void go({ to: '/compare', search: { ...search, ids: selected.join(',') }, replace: true })
  }, [isHere, search, selected, go])
  return useMemo(() => {
    // Changes apply to the latest URL, because several may be made before the next render. Only changes of the models add a history
    // entry, not every keystroke in a number.
    const change = (to: ComparisonChange): void =>
      void go({
        to: '/compare',
        search: (latest: CompareSearch) => changed(latest, to),
        replace: to.ids === undefined,
        resetScroll: false,
      })
    return {
      requested: parseIds(search.ids),
      workload: parseWorkload(search),
      onlyDifferences: showsOnlyDifferences(search),
      cheapestFirst: isCheapestFirst(search),
      period: periodOf(search),
      isEmptied: search.ids === '',
      searchOf: (ids) => changed(search, { ids }),
      change,
    }
  }, [search, go])
}

const isCheapestFirst = (search: CompareSearch): boolean => search.sort === 'cost'
/** Anything else is the default. */
const periodOf = (search: CompareSearch): Period => periods.find((period) => period === search.per) ?? 'month'
const showsOnlyDifferences = (search: CompareSearch): boolean => search.differences === 'true'

function changed(search: CompareSearch, change: ComparisonChange): CompareSearch {
  const { ids, workload, onlyDifferences, cheapestFirst, period = periodOf(search) } = change
  const { price, range } = search
  return {
    ids: (ids ?? parseIds(search.ids).ids).join(','),
    ...workloadSearch({ ...parseWorkload(search), ...workload }),
    ...(period !== 'month' && { per: period }),
    ...((cheapestFirst ?? isCheapestFirst(search)) && { sort: 'cost' }),
    ...((onlyDifferences ?? showsOnlyDifferences(search)) && { differences: 'true' }),
    // Of the price history.
    ...(price !== undefined && { price }),
    ...(range !== undefined && { range }),
  }
}

/**
 * Makes the comparison's models the selection of the list; null: leaves the selection alone. A comparison that somebody shared does not
 * replace the reader's own selection: it does so only if nothing of the selection was missing when it was opened.
 */
export function useSyncSelection(ids: readonly string[] | null): void {
  const { ids: selected, clear, toggle } = useSelection()
  const isOwn = useRef<boolean | null>(null)
  const text = ids?.join(',')
  useEffect(() => {
    if (text === undefined) return
    isOwn.current ??= selected.every((id) => text.split(',').includes(id))
    if (!isOwn.current) return
    clear()
    for (const id of text.split(',')) if (id !== '') toggle(id)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the selection matters only when the comparison opens
  }, [text, clear, toggle])
}
