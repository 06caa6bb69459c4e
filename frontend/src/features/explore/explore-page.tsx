import { useDocumentTitle } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { historicalOf } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import { Explore } from './explore.js'

/** All models, searched, filtered and sorted by the URL. `isCovered`: a model is open over the list. */
export function ExplorePage({ search, isCovered }: { search: ListSearch; isCovered: boolean }) {
  const go = useNavigate()
  const historical = useMemo(() => historicalOf(search), [search])
  const navigate = useCallback((to: ListSearch, replace: boolean) => void go({ to: '/', search: to, replace }), [go])
  useDocumentTitle(isCovered ? '' : titleOf(search.q, historical?.asOf))
  return <Explore search={search} navigate={navigate} isCovered={isCovered} catalogue={useCatalogueOf(historical)} />
}

function titleOf(q: string | undefined, asOf: string | undefined): string {
  if (q) return `${q} · Modelkeep`
  if (asOf !== undefined) return `Models as of ${asOf.slice(0, 10)} · Modelkeep`
  return 'AI models: prices, context and limits · Modelkeep'
}
