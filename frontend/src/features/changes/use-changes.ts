import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { ApiProblem, getJson } from '../../shared/api/problem.js'
import { type FilterSearch, isLive, listUrl, streamUrl } from './change-filter.js'
import { type ChangePage, unseen, withNews } from './change-list.js'
import { listen } from './live-changes.js'

const askAgainMs = 15_000
const keptMs = 10 * 60_000
/** More than a reader would have put before what is read. */
const mostNews = 500

/** The changes of a filter, newest first. Nothing is put before them until it is asked for: see `useNews`. */
export function useChanges(search: FilterSearch) {
  const first = listUrl(search)
  return useInfiniteQuery({
    queryKey: ['changes', first],
    queryFn: ({ pageParam, signal }) => getJson<ChangePage>(pageParam, { signal }),
    initialPageParam: first,
    getNextPageParam: ({ links }) => links.next,
    staleTime: Infinity,
    // Whoever comes back from a model finds the place again.
    gcTime: keptMs,
    retry: false,
    refetchInterval: ({ state: { data, error } }) =>
      data === undefined && error !== null && !isRefusal(error) ? askAgainMs : false,
  })
}

/** The question was none; to ask it again would bring the same answer. */
export function isRefusal(error: Error): boolean {
  return error instanceof ApiProblem && error.status < 500
}

interface News {
  /** How many changes wait to be shown. */
  count: number
  /** More than these happened, which only asking anew brings. */
  hasMore: boolean
  show: () => void
}

const none: readonly ListedChange[] = []

interface Told {
  /** The list that they are news of. */
  of: string
  changes: readonly ListedChange[]
  hasGap: boolean
}

/** What happens while the changes of a filter are read. @param pages undefined: there are none yet, and nothing is listened to */
export function useNews(search: FilterSearch, pages: readonly ChangePage[] | undefined): News {
  const client = useQueryClient()
  const first = listUrl(search)
  const stream = streamUrl(search)
  const [began] = useState(() => Date.now())
  const isWanted = pages !== undefined && isLive(search, began)
  const [told, setTold] = useState<Told>({ of: first, changes: none, hasGap: false })
  const hear = useCallback(
    (changes: readonly ListedChange[], hasGap = false) =>
      setTold((before) =>
        before.of === first
          ? { of: first, changes: [...before.changes, ...changes], hasGap: before.hasGap || hasGap }
          : { of: first, changes, hasGap },
      ),
    [first],
  )
  useEffect(() => {
    if (!isWanted) return
    const reload = (): void => {
      setTold({ of: first, changes: none, hasGap: false })
      void client.resetQueries({ queryKey: ['changes', first] })
    }
    const catchUp = async (): Promise<void> => {
      const newest = await getJson<ChangePage>(first).catch(() => null)
      if (newest === null) return
      const shownPages = client.getQueryData<InfiniteData<ChangePage>>(['changes', first])?.pages ?? []
      const shown = shownPages[0]?.data[0]
      const hasGap = newest.links.next !== null && unseen(newest.data, shownPages).length === newest.data.length
      // Those that are older were left out for a reason: a flapping price is shown once.
      hear(
        newest.data.filter(
          ({ seq, observed_at: at }) => shown === undefined || (at >= shown.observed_at && seq > shown.seq),
        ),
        hasGap,
      )
    }
    return listen(stream, { opened: () => void catchUp(), changed: (change) => hear([change]), reset: reload })
  }, [client, first, stream, isWanted, hear])
  const news = useMemo(() => unseen(told.of === first ? told.changes : none, pages ?? []), [told, first, pages])
  const hasMore = told.of === first && told.hasGap
  const show = (): void => {
    setTold({ of: first, changes: none, hasGap: false })
    if (hasMore || news.length > mostNews) return void client.resetQueries({ queryKey: ['changes', first] })
    client.setQueryData<InfiniteData<ChangePage>>(
      ['changes', first],
      (data) => data && { ...data, pages: withNews(data.pages, news) },
    )
  }
  return { count: news.length, hasMore, show }
}
