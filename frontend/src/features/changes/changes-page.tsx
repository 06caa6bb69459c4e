import { useDocumentTitle } from '@mantine/hooks'
import { IconArrowUp } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useNow } from '../../shared/hooks/use-now.js'
import { feedUrl, type FilterSearch } from './change-filter.js'
import { byDay, dayName, type DayOfChanges } from './change-list.js'
import { ChangeLine } from './change-line.js'
import classes from './changes.module.css'
import { ChangesProblem } from './changes-problem.js'
import { FilterBar } from './filter-bar.js'
import { NoChanges } from './no-changes.js'
import { useChanges, useNews } from './use-changes.js'
import { useFilterUrl } from './use-filter-url.js'

/** What changed in the catalogue, newest first, by day; what happens meanwhile waits until it is asked for. */
export function ChangesPage() {
  useDocumentTitle('Changes · Modelkeep')
  const { search, change } = useFilterUrl()
  const title = useRef<HTMLHeadingElement>(null)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useChanges(search)
  const pages = data?.pages
  const news = useNews(search, pages)
  const changes = pages?.flatMap((page) => page.data)
  const end = useFocusAtEnd(hasNextPage, changes?.length ?? 0)
  const loadOlder = (): void => {
    if (isFetchingNextPage) return
    end.begin()
    void fetchNextPage()
  }
  const showNews = (): void => {
    news.show()
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
      <NewsPill count={news.count} hasMore={news.hasMore} show={showNews} />
      {error !== null && changes === undefined && (
        <ChangesProblem error={error} search={search} change={change} retry={() => void refetch()} />
      )}
      {changes === undefined && error === null && (
        <div className={classes.skeleton} role="status" aria-label="The changes are on their way" />
      )}
      {changes?.length === 0 && <NoChanges search={search} change={change} />}
      {changes !== undefined && <Days days={byDay(changes)} />}
      {changes !== undefined && error !== null && (
        <ChangesProblem error={error} search={search} change={change} retry={() => void fetchNextPage()} />
      )}
      {hasNextPage && error === null && (
        <button type="button" className={classes.button} aria-disabled={isFetchingNextPage} onClick={loadOlder}>
          {isFetchingNextPage ? 'Loading…' : 'Load older'}
        </button>
      )}
      {changes !== undefined && changes.length > 0 && !hasNextPage && (
        <p className={classes.end}>That is all{Object.keys(search).length > 0 && ' that matches'}.</p>
      )}
    </main>
  )
}

/** The button that loads the last ones goes with them: who pressed it by keyboard goes on at the first of these. */
function useFocusAtEnd(hasMore: boolean, count: number): { begin: () => void } {
  const known = useRef<number | null>(null)
  useEffect(() => {
    const from = known.current
    if (from === null || count <= from) return
    known.current = null
    if (hasMore || document.activeElement !== document.body) return
    const line = document.querySelectorAll<HTMLElement>('#main ol > li')[from]
    const place = line?.querySelector('a') ?? line
    if (place === line) line?.setAttribute('tabindex', '-1')
    place?.focus()
  }, [hasMore, count])
  return {
    begin: () => {
      known.current = count
    },
  }
}

function Feeds({ search }: { search: FilterSearch }) {
  return (
    <p className={classes.feeds}>
      Feeds of these: <a href={feedUrl(search, 'atom')}>Atom</a> <a href={feedUrl(search, 'json')}>JSON</a>
    </p>
  )
}

function NewsPill({ count, hasMore, show }: { count: number; hasMore: boolean; show: () => void }) {
  return (
    <div className={classes.news} role="status">
      {count > 0 && (
        <button type="button" onClick={show}>
          <IconArrowUp size={15} stroke={2} aria-hidden />
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
