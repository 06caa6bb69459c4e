import { Outlet, useLocation } from '@tanstack/react-router'
import { ExplorePage } from '../features/explore/explore-page.js'
import { useListSearch } from './use-list-search.js'

/** The list, alone or behind the sheet of a model opened from it. A model opened by its URL has no list behind it. */
export function ListLayout() {
  const isList = useLocation({ select: ({ pathname }) => pathname === '/' })
  const search = useListSearch()
  return (
    <>
      {search !== undefined && <ExplorePage search={search} isCovered={!isList} />}
      <Outlet />
    </>
  )
}
