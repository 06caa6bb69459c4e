import { useDocumentTitle } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { pastOf } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { Explore } from './explore.js'
import type { SearchParameters } from '../../shared/search/use-list-query.js'

/** Every model: searched, filtered and sorted by the query that the URL is. `isCovered`: a model lies over it. */
export function ExplorePage({ search, isCovered }: { search: SearchParameters; isCovered: boolean }) {
  const go = useNavigate()
  const past = useMemo(() => pastOf(search), [search])
  const navigate = useCallback(
    (to: SearchParameters, replace: boolean) => void go({ to: '/', search: to as never, replace }),
    [go],
  )
  useDocumentTitle(
    isCovered
      ? ''
      : search['q']
        ? `${search['q']} · Modelkeep`
        : past?.asOf !== undefined
          ? `Models as of ${past.asOf.slice(0, 10)} · Modelkeep`
          : 'AI models: prices, context and limits · Modelkeep',
  )
  return <Explore search={search} navigate={navigate} isCovered={isCovered} catalogue={useCatalogueOf(past)} />
}
