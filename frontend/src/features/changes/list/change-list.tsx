import { useMemo } from 'react'
import { useFirstObservation } from '../../../shared/api/use-first-observation.js'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { IconArrowUp } from '../../../shared/ui/icons.js'
import { entriesOf } from './change-entries.js'
import { activeFilters } from '../filter/change-filter.js'
import { byDay } from './change-pages.js'
import classes from '../changes.module.css'
import { ChangesProblem } from './changes-problem.js'
import { Days } from './days.js'
import { NoChanges } from './no-changes.js'
import { sinceTrackingBegan, TrackingBegan } from './tracking-began.js'
import { useChanges } from '../data/use-changes.js'
import { useFocusAfterLoad } from './use-focus-after-load.js'
import { useLiveChanges } from '../data/use-live-changes.js'
import { useWeek } from '../week/use-week.js'
import { WeekSummary } from '../week/week-summary.js'

interface ChangeListProps {
  /** As in the URL. */
  search: ChangesSearch
  /** As the API filters. */
  filter: ChangesSearch
  change: (to: ChangesSearch) => void
  focusTitle: () => void
}

/** Changes by day, newest first. New ones are announced by a button that adds them. Without a filter, the week is summarised above. */
export function ChangeList({ search, filter, change, focusTitle }: ChangeListProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useChanges(filter)
  const isFiltered = activeFilters(search).length > 0
  const week = useWeek(!isFiltered)
  const live = useLiveChanges(filter, data?.pages)
  const firstAt = useFirstObservation()
  const { entries, includesFirst } = useMemo(() => {
    const { later, includesFirst: includes } = sinceTrackingBegan(
      data?.pages.flatMap((page) => page.data) ?? [],
      firstAt,
    )
    return { entries: entriesOf(later), includesFirst: includes }
  }, [data, firstAt])
  // Nothing is older than the first observation.
  const hasOlder = hasNextPage && !includesFirst
  const focusAfterLoad = useFocusAfterLoad(hasOlder, entries.length)
  // Both are shown at once, so that the summary does not push the list down.
  const isReady = data !== undefined && !week.isLoading
  const loadOlder = (): void => {
    if (isFetchingNextPage) return
    focusAfterLoad()
    void fetchNextPage()
  }
  const showLive = (): void => {
    live.show()
    void week.refetch()
    window.scrollTo({ top: 0 })
    focusTitle()
  }
  return (
    <>
      <LivePill count={live.count} hasMore={live.hasMore} show={showLive} />
      {!isReady && error === null && <div className={classes.skeleton} role="status" aria-label="Loading changes" />}
      {isReady && !isFiltered && week.data !== undefined && <WeekSummary week={week.data} firstAt={firstAt} />}
      {data?.pages[0]?.data.length === 0 && <NoChanges search={search} change={change} />}
      {isReady && <Days days={byDay(entries)} hasOlder={hasOlder} />}
      {error !== null && (
        <ChangesProblem
          error={error}
          search={search}
          change={change}
          retry={() => void (data === undefined ? refetch() : fetchNextPage())}
        />
      )}
      {isReady && hasOlder && error === null && (
        <button type="button" className={classes.button} aria-disabled={isFetchingNextPage} onClick={loadOlder}>
          {isFetchingNextPage ? 'Loading…' : 'Load older'}
        </button>
      )}
      {isReady && includesFirst && firstAt !== null && <TrackingBegan firstAt={firstAt} />}
      {isReady && entries.length > 0 && !hasOlder && !includesFirst && (
        <p className={classes.end}>End of the {isFiltered ? 'matching changes' : 'history'}.</p>
      )}
    </>
  )
}

function LivePill({ count, hasMore, show }: { count: number; hasMore: boolean; show: () => void }) {
  return (
    <div className={classes.news} role="status">
      {count > 0 && (
        <button type="button" onClick={show}>
          <IconArrowUp size={15} stroke={2} />
          {count}
          {hasMore && '+'} new {count === 1 ? 'change' : 'changes'}
        </button>
      )}
    </div>
  )
}
