import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, Suspense, useDeferredValue, useMemo, useRef } from 'react'
import { momentOf, pastOf } from '../../shared/api/historical.js'
import type { CatalogueState } from '../../shared/api/use-catalogue.js'
import type { PastState } from '../../shared/api/use-historical-catalogue.js'
import { useNow } from '../../shared/hooks/use-now.js'
import { NothingThen, PastFailure, RemovedHint } from './time-travel/lazy-parts.js'
import { ExploreHead } from './explore-head.js'
import classes from './explore.module.css'
import { ActiveChips } from './filters/filter-chips.js'
import { FilterRail } from './filters/filter-rail.js'
import { LoadFailure, NoResults, QueryProblem } from './list-notes.js'
import { ListSkeleton } from './list-skeleton.js'
import { Results } from './results/results.js'
import { SortSelect } from './sort-select.js'
import { type SearchParameters, useListQuery } from '../../shared/search/use-list-query.js'
import { dropsOf, useResults } from './use-results.js'
import { useRoomOf } from './results/use-window-list.js'
import { useSearchText } from './use-search-text.js'

interface ExploreProps {
  search: SearchParameters
  navigate: (search: SearchParameters, replace: boolean) => void
  /** A model lies over the list. */
  isCovered: boolean
  /** The one that the query is about. */
  catalogue: CatalogueState & Partial<Pick<PastState, 'reason'>>
}

/** Ages are counted in days: some minutes make no difference. */
const moveOnMs = 300_000
/** From here on there is room for the filters beside the list. */
const wide = '(min-width: 64em)'
/** Where no more match, one may be looking for a model that is gone. */
const few = 3

export function Explore({
  search,
  navigate,
  isCovered,
  catalogue: { view: newest, error, retry, reason = null },
}: ExploreProps) {
  // A list is rendered in slices when it comes, and takes no key press or frame away.
  const rendered = useDeferredValue(newest, null)
  const view = newest === null ? null : rendered
  const listQuery = useListQuery(search, navigate)
  const { problem, ready } = listQuery
  const isPaused = isCovered || !ready || problem !== null
  const { text, setText, query, change } = useSearchText({
    query: listQuery.query,
    first: search['q'] ?? '',
    change: listQuery.change,
    isPaused,
  })
  const present = useNow(moveOnMs)
  const now = momentOf(search) ?? present
  const isWide = useMediaQuery(wide, true, { getInitialValueInEffect: false })
  const listHost = useRef<HTMLDivElement>(null)
  const room = useRoomOf(listHost)
  const results = useResults(ready && problem === null ? view : null, query, now)

  const list = useMemo((): ReactNode => {
    const chips = <ActiveChips query={query} change={change} />
    const hint = !query.removed && (
      <Suspense>
        <RemovedHint query={query} change={change} />
      </Suspense>
    )
    if (problem !== null) return <QueryProblem problem={problem} search={search} navigate={navigate} />
    if (view === null && error !== null)
      return pastOf(search) === null ? (
        <LoadFailure error={error} retry={retry} />
      ) : (
        <PastFailure error={error} retry={retry} change={change} />
      )
    if (view === null || results === null || room === null) return <ListSkeleton />
    if (reason !== null && view.models.length === 0) return <NothingThen reason={reason} change={change} />
    if (results.positions.length === 0) {
      return (
        <>
          {chips}
          <NoResults query={query} drops={dropsOf(view, query, now)} change={change}>
            {hint}
          </NoResults>
        </>
      )
    }
    const lead = (
      <div className={classes.lead}>
        <SortSelect query={query} change={change} />
        {isWide && chips}
      </div>
    )
    return (
      <>
        {!isWide && chips}
        <Results
          view={view}
          positions={results.positions}
          total={results.total}
          query={query}
          change={change}
          search={search}
          isCovered={isCovered}
          room={room}
          lead={lead}
        />
        {results.total <= few && hint}
      </>
    )
  }, [problem, search, navigate, view, error, retry, reason, results, query, now, change, isCovered, isWide, room])

  const filters = { view, query, now, change }
  return (
    <main id="main" tabIndex={-1} className={classes.explore}>
      <ExploreHead {...filters} text={text} setText={setText} total={results?.total ?? null} isWide={isWide} />
      {isWide && <FilterRail {...filters} />}
      <div ref={listHost} className={classes.list}>
        <Suspense fallback={<ListSkeleton />}>{list}</Suspense>
      </div>
    </main>
  )
}
