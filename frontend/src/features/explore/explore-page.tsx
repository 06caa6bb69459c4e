import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useCatalogue } from '../../api/use-catalogue.js'
import { type SearchParameters, useListQuery } from './use-list-query.js'

/** Every model: searched, filtered and sorted by the query that the URL is. `isCovered`: a model lies over it. */
export function ExplorePage({ search }: { search: SearchParameters; isCovered: boolean }) {
  const go = useNavigate()
  const navigate = useCallback((to: SearchParameters, replace: boolean) => void go({ to: '/', search: to as never, replace }), [go])
  const { query } = useListQuery(search, navigate)
  const { view } = useCatalogue()
  return <main id="main" tabIndex={-1}>{view?.models.length} {JSON.stringify(query)}</main>
}
