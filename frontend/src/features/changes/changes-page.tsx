import { useDocumentTitle } from '@mantine/hooks'
import { IconArrowUp } from '../../shared/ui/icons.js'
import { useEffect, useRef } from 'react'
import { useFirstObservation } from '../../shared/api/use-first-observation.js'
import { useNow } from '../../shared/hooks/use-now.js'
import type { ChangesSearch } from '../../shared/search/search-parameters.js'
import { feedUrl } from './change-filter.js'
import { byDay, dayName, type DayOfChanges } from './change-list.js'
import { ChangeLine } from './change-line.js'
import classes from './changes.module.css'
import { ChangesProblem } from './changes-problem.js'
import { FilterBar } from './filter-bar.js'
import { NoChanges } from './no-changes.js'
import { sinceTrackingBegan, TrackingBegan } from './tracking-began.js'
import { useChanges } from './use-changes.js'
import { useFilterUrl } from './use-filter-url.js'
import { useLiveChanges } from './use-live-changes.js'

/** Changes of the catalogue by day, newest first. New ones are announced by a button that adds them. */
export function ChangesPage() {
  useDocumentTitle('Changes · Modelkeep')
  const { search, change } = useFilterUrl()
  const title = useRef<HTMLHeadingElement>(null)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useChanges(search)
  const pages = data?.pages
  const live = useLiveChanges(search, pages)
  const changes = pages?.flatMap((page) => page.data)
  const firstAt = useFirstObservation()
  const { later, includesFirst } = sinceTrackingBegan(changes ?? [], firstAt)
  // Nothing is older than the first observation.
  const hasOlder = hasNextPage && !includesFirst
  const focusAfterLoad = useFocusAfterLoad(hasOlder, later.length)
  const loadOlder = (): void => {
    if (isFetchingNextPage) return
    focusAfterLoad()
    void fetchNextPage()
  }
  const showLive = (): void => {
    live.show()
    window.scrollTo({ top: 0 })
    title.current?.focus({ preventScroll: true })
  }
  return (
    <main id="main" tabIndex={-1} className={classes.page}>
      <div className={classes.head}>
        <h1 ref={title} tabIndex={-1}>
          Changes
        </h1>
        <Feeds search={search} />
      </div>
      <FilterBar search={search} change={change} />
      <LivePill count={live.count} hasMore={live.hasMore} show={showLive} />
      {error !== null && changes === undefined && (
        <ChangesProblem error={error} search={search} change={change} retry={() => void refetch()} />
      )}
      {changes === undefined && error === null && (
        <div className={classes.skeleton} role="status" aria-label="Loading changes" />
      )}
      {changes?.length === 0 && <NoChanges search={search} change={change} />}
      <Days days={byDay(later)} />
      {changes !== undefined && error !== null && (
        <ChangesProblem error={error} search={search} change={change} retry={() => void fetchNextPage()} />
      )}
      {hasOlder && error === null && (
        <button type="button" className={classes.button} aria-disabled={isFetchingNextPage} onClick={loadOlder}>
          {isFetchingNextPage ? 'Loading…' : 'Load older'}
        </button>
      )}
      {includesFirst && firstAt !== null && <TrackingBegan firstAt={firstAt} />}
      {later.length > 0 && !hasOlder && !includesFirst && (
        <p className={classes.end}>End of the {Object.keys(search).length > 0 ? 'matching changes' : 'history'}.</p>
      )}
    </main>
  )
}

/** When the last page is loaded, its button disappears: moves keyboard focus to the first of the loaded changes. */
function useFocusAfterLoad(hasMore: boolean, count: number): () => void {
  const loadedFrom = useRef<number | null>(null)
  useEffect(() => {
    const from = loadedFrom.current
    if (from === null || count <= from) return
    loadedFrom.current = null
    if (hasMore || document.activeElement !== document.body) return
    const line = document.querySelectorAll<HTMLElement>('#main ol > li')[from]
    const target = line?.querySelector('a') ?? line
    if (target === line) line?.setAttribute('tabindex', '-1')
    target?.focus()
  }, [hasMore, count])
  return () => {
    loadedFrom.current = count
  }
}

function Feeds({ search }: { search: ChangesSearch }) {
  return (
    <p className={classes.feeds}>
      Feeds: <a href={feedUrl(search, 'atom')}>Atom</a> <a href={feedUrl(search, 'json')}>JSON</a>
    </p>
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

function Days({ days }: { days: readonly DayOfChanges[] }) {
  const now = useNow(60_000)
  return days.map(({ day, changes }) => (
    <section key={day} className={classes.day} aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`}>{dayName(day, now)}</h2>
      <ol>
        {changes.map((change) => (
          <ChangeLine key={change.seq} change={change} />
        ))}
      </ol>
    </section>
  ))
}
