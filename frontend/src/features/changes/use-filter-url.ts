import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { parseSearch } from '../../shared/search/search-parameters.js'
import type { FilterSearch } from './change-filter.js'

/** The filter that the URL is, and how to make it another: one step of the browser's history for each. */
export function useFilterUrl(): { search: FilterSearch; change: (to: FilterSearch) => void } {
  const text = useLocation({ select: ({ searchStr }) => searchStr })
  const go = useNavigate()
  const search = useMemo(() => parseSearch(text), [text])
  const change = useCallback(
    (to: FilterSearch) => void go({ to: '/changes', search: to as never, resetScroll: false }),
    [go],
  )
  return { search, change }
}
