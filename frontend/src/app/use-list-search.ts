import { useLocation } from '@tanstack/react-router'
import type { ListSearch } from '../shared/search/search-parameters.js'

/** The query of the visible list, which may be behind the sheet of a model; undefined when there is no list. */
export function useListSearch(): ListSearch | undefined {
  return useLocation({ select: ({ pathname, search, state }) => (pathname === '/' ? search : state.list) })
}
