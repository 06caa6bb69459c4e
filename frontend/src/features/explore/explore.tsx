import { useMediaQuery } from '@mantine/hooks'
import { useDeferredValue, useRef } from 'react'
import { historicalTime } from '../../shared/api/historical.js'
import type { CatalogueState } from '../../shared/api/use-catalogue.js'
import type { HistoricalState } from '../../shared/api/use-historical-catalogue.js'
import { useListFavourites, useListResults, useUnchangedPrices } from '../../shared/list/use-list-results.js'
import { useNow } from '../../shared/hooks/use-now.js'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import { useListQuery } from '../../shared/search/use-list-query.js'
import { OptionalPart } from '../../shared/ui/optional-part.js'
import { ExploreHead } from './explore-head.js'
import classes from './explore.module.css'
import { FilterRail } from './filters/filter-rail.js'
import { ListArea } from './list-area.js'
import { ListSkeleton } from './list-skeleton.js'
import { useRoomOf } from './results/use-window-list.js'
import { useWorkload } from './workload/use-workload.js'
import { useSearchText } from './use-search-text.js'

interface ExploreProps {
  search: ListSearch
  navigate: (search: ListSearch, replace: boolean) => void
  /** A model is open over the list. */
  isCovered: boolean
  /** The catalogue that the search is about. */
  catalogue: CatalogueState & Partial<Pick<HistoricalState, 'reason'>>
}

/** Ages are counted in days, so a few minutes do not matter. */
const clockMs = 300_000
/** From this width on the filters are beside the list. */
const wide = '(min-width: 64em)'

export function Explore({ search, navigate, isCovered, catalogue }: ExploreProps) {
  // Deferred, so that rendering a new list does not block input.
  const rendered = useDeferredValue(catalogue.view, null)
  const view = catalogue.view === null ? null : rendered
  const listQuery = useListQuery(search, navigate)
  const { problem, ready } = listQuery
  const searchText = useSearchText({
    query: listQuery.query,
    initialText: search.q ?? '',
    change: listQuery.change,
    isPaused: isCovered || !ready || problem !== null,
  })
  const { text, setText, query } = searchText
  const present = useNow(clockMs)
  const now = historicalTime(search) ?? present
  const isWide = useMediaQuery(wide, true, { getInitialValueInEffect: false })
  const listHost = useRef<HTMLDivElement>(null)
  const room = useRoomOf(listHost)
  const favourites = useListFavourites(query)
  const { workload, setWorkload, change } = useWorkload(query, searchText.change)
  const results = useListResults(ready && problem === null ? view : null, query, now)
  const prices = useUnchangedPrices(query)
  const { daysUnchanged } = prices
  const filters = { view, query, now, change, favourites, daysUnchanged }
  const box = { text, setText, isCovered }
  return (
    <main id="main" tabIndex={-1} className={classes.explore} data-paper="landscape">
      <ExploreHead {...filters} {...box} total={results?.total ?? null} isWide={isWide} />
      {isWide && <FilterRail {...filters} />}
      <div ref={listHost} className={classes.list}>
        <OptionalPart waiting={<ListSkeleton />}>
          <ListArea
            {...filters}
            {...{
              catalogue,
              prices,
              problem,
              search,
              navigate,
              results,
              room,
              isCovered,
              isWide,
              workload,
              setWorkload,
            }}
          />
        </OptionalPart>
      </div>
    </main>
  )
}
