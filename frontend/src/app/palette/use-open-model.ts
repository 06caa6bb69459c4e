import { useLocation, useNavigate } from '@tanstack/react-router'
import { historicalSearch } from '../../shared/api/historical.js'
import { useListSearch } from '../use-list-search.js'

/** Opens a model over the list when there is one, in place of a model already open there; else as a page of its own. */
export function useOpenModel(): (id: string) => void {
  const navigate = useNavigate()
  const list = useListSearch()
  const isOverList = useLocation({ select: ({ state }) => state.list !== undefined })
  return (id) =>
    void navigate({
      to: '/models/$',
      params: { _splat: id },
      ...(list !== undefined && { search: historicalSearch(list), state: { list }, resetScroll: false }),
      replace: isOverList,
    })
}
