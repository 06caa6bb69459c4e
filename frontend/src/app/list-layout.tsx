import { Outlet, useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ExplorePage } from '../features/explore/explore-page.js'
import { parseSearch } from '../shared/search/search-parameters.js'

/** The list, alone or below the sheet of a model that was opened from it; a model that was asked for by its URL stands alone. */
export function ListLayout() {
  const { pathname, searchStr, state } = useLocation()
  const isList = pathname === '/'
  const listed = state.list
  const search = useMemo(() => (isList ? parseSearch(searchStr) : listed), [isList, searchStr, listed])
  return (
    <>
      {search !== undefined && <ExplorePage search={search} isCovered={!isList} />}
      <Outlet />
    </>
  )
}
