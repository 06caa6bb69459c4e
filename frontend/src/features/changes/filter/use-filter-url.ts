import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'

/** The filter in the URL. Every change of it adds a history entry. */
export function useFilterUrl(): { search: ChangesSearch; change: (to: ChangesSearch) => void } {
  const search: ChangesSearch = useLocation({ select: (location) => location.search })
  const go = useNavigate()
  const change = useCallback((to: ChangesSearch) => void go({ to: '/changes', search: to, resetScroll: false }), [go])
  return { search, change }
}
