import type { QueryError } from '@modelkeep/catalog/query/query-error'
import type { PageQuery } from '../../shared/search/page-query.js'
import { memo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { historicalOf } from '../../shared/api/historical.js'
import type { CatalogueState } from '../../shared/api/use-catalogue.js'
import type { HistoricalState } from '../../shared/api/use-historical-catalogue.js'
import type { ListPrices } from '../../shared/api/use-price-stability.js'
import type { ListResults } from '../../shared/list/list-results.js'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import type { Workload } from '../../shared/cost/workload.js'
import type { ChangeQuery } from '../../shared/search/use-list-query.js'
import { OptionalPart } from '../../shared/ui/optional-part.js'
import classes from './explore.module.css'
import { ActiveChips } from './filters/filter-chips.js'
import { LoadFailure, NoResults, PricesFailure, QueryProblem } from './list-notes.js'
import { ListSkeleton } from './list-skeleton.js'
import { NotPrinted } from './results/not-printed.js'
import { Results } from './results/results.js'
import type { Room } from './results/use-window-list.js'
import { SortSelect } from './sort-select.js'
import { HistoricalFailure, NoCatalogueYet, RemovedHint } from './time-travel/lazy-parts.js'
import { dropsOf } from './drops-of.js'

interface QueryProps {
  query: PageQuery
  change: ChangeQuery
}

interface ListAreaProps extends QueryProps {
  catalogue: Pick<CatalogueState, 'error' | 'retry'> & Partial<Pick<HistoricalState, 'reason'>>
  view: CatalogueView | null
  /** Why the URL is not a valid query. */
  problem: QueryError | null
  search: ListSearch
  navigate: (search: ListSearch, replace: boolean) => void
  results: ListResults | null
  room: Room | null
  now: number
  /** Ids of the starred models, if the list is limited to them. */
  favourites?: ReadonlySet<string> | undefined
  /** For how many whole days the prices of each model have been unchanged; undefined while unknown. */
  daysUnchanged: ReadonlyMap<string, number> | undefined
  prices: Pick<ListPrices, 'error' | 'retry'>
  workload: Workload
  setWorkload: (workload: Workload) => void
  isCovered: boolean
  isWide: boolean
}

/** With at most this many matches, the reader may be looking for a removed model. */
const fewMatches = 3

/** The list, or what is shown in its place. Memoised, so that typing into the search box does not render it. */
export const ListArea = memo(function ListArea(props: ListAreaProps) {
  const {
    catalogue,
    prices,
    view,
    problem,
    search,
    navigate,
    results,
    room,
    query,
    change,
    now,
    favourites,
    daysUnchanged,
    workload,
    setWorkload,
    isCovered,
    isWide,
  } = props
  const { error, retry, reason = null } = catalogue
  if (problem !== null) return <QueryProblem problem={problem} search={search} navigate={navigate} />
  if (view === null && error !== null)
    return historicalOf(search) === null ? (
      <LoadFailure error={error} retry={retry} />
    ) : (
      <HistoricalFailure error={error} retry={retry} change={change} />
    )
  if (query.unchanged_days !== undefined && prices.error !== null) return <NoPrices {...props} error={prices.error} />
  if (view === null || results === null || room === null) return <ListSkeleton />
  if (reason !== null && view.models.length === 0) return <NoCatalogueYet reason={reason} change={change} />
  if (results.positions.length === 0)
    return (
      <>
        <ActiveChips query={query} change={change} view={view} />
        <NoResults
          query={query}
          drops={dropsOf(view, query, { now, workload, daysUnchanged, ...(favourites && { favourites }) })}
          change={change}
        >
          <RemovedMatches query={query} change={change} />
        </NoResults>
      </>
    )
  return (
    <>
      {!isWide && <ActiveChips query={query} change={change} view={view} />}
      <Results
        {...{ view, query, change, search, isCovered, room, now, workload, setWorkload }}
        positions={results.positions}
        lead={<ListLead query={query} change={change} view={view} isWide={isWide} />}
      />
      <NotPrinted count={results.positions.length} />
      {results.total <= fewMatches && <RemovedMatches query={query} change={change} />}
    </>
  )
})

function NoPrices({ query, change, view, prices, error }: ListAreaProps & { error: Error }) {
  return (
    <>
      <ActiveChips query={query} change={change} view={view} />
      <PricesFailure error={error} retry={prices.retry} change={change} />
    </>
  )
}

function ListLead({ query, change, view, isWide }: QueryProps & { view: CatalogueView; isWide: boolean }) {
  return (
    <div className={classes.lead}>
      <SortSelect query={query} change={change} />
      {isWide && <ActiveChips query={query} change={change} view={view} />}
    </div>
  )
}

function RemovedMatches({ query, change }: QueryProps) {
  if (query.removed) return null
  return (
    <OptionalPart failed={null}>
      <RemovedHint query={query} change={change} />
    </OptionalPart>
  )
}
