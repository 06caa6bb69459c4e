import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { parseSearch } from '../../shared/search/search-parameters.js'
import { useSelection } from '../../shared/hooks/preferences.js'
import { type AskedIds, parseIds } from './compare-ids.js'
import { parseWorkload, type Workload, workloadSearch } from '../../shared/cost/workload.js'

export interface ComparisonUrl {
  asked: AskedIds
  workload: Workload
  onlyDifferences: boolean
  /** The last model was removed; apart from a URL that names none, which stands for the selection. */
  isEmptied: boolean
  /** With the other parts of the comparison as they are. */
  searchWith: (
    change: Partial<Pick<ComparisonUrl, 'workload' | 'onlyDifferences'> & { ids: readonly string[] }>,
  ) => Record<string, string>
  change: (change: Parameters<ComparisonUrl['searchWith']>[0]) => void
}

/** The comparison that the URL is. Without `ids` it is that of the models which were selected in the list. */
export function useComparisonUrl(): ComparisonUrl {
  const text = useLocation({ select: ({ searchStr }) => searchStr })
  // While one leaves, the URL is that of another view already.
  const isHere = useLocation({ select: ({ pathname }) => pathname === '/compare' })
  const go = useNavigate()
  const selected = useSelection().ids
  const search = useMemo(() => parseSearch(text), [text])
  useEffect(() => {
    if (isHere && search['ids'] === undefined && selected.length > 0)
      void go({ to: '/compare', search: { ...search, ids: selected.join(',') } as never, replace: true })
  }, [isHere, search, selected, go])
  return useMemo(() => {
    const asked = parseIds(search['ids'])
    const workload = parseWorkload(search)
    const onlyDifferences = search['differences'] === 'true'
    const searchWith: ComparisonUrl['searchWith'] = (change) => ({
      ids: (change.ids ?? asked.ids).join(','),
      ...workloadSearch(change.workload ?? workload),
      ...((change.onlyDifferences ?? onlyDifferences) && { differences: 'true' }),
    })
    // One entry of the browser's history for each choice of models, none for each keystroke in a number.
    const change: ComparisonUrl['change'] = (to) =>
      void go({ to: '/compare', search: searchWith(to) as never, replace: to.ids === undefined, resetScroll: false })
    return { asked, workload, onlyDifferences, isEmptied: search['ids'] === '', searchWith, change }
  }, [search, go])
}

/** Makes the selection of the list that of the comparison; null: leaves it as it is. */
export function useSelectionInStep(ids: readonly string[] | null): void {
  const { clear, toggle } = useSelection()
  const text = ids?.join(',')
  useEffect(() => {
    if (text === undefined) return
    clear()
    for (const id of text.split(',')) if (id !== '') toggle(id)
  }, [text, clear, toggle])
}
