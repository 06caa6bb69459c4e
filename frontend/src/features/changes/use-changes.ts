import type { ListedChange } from '@modelkeep/catalog/api-history'
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { ApiProblem, getJson } from '../../api/problem.js'
import { type FilterSearch, isLive, listUrl, streamUrl } from './change-filter.js'
import { type ChangePage, unseen, withNews } from './change-list.js'
import { listen } from './live-changes.js'

const askAgainMs = 15_000
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
    // Whoever comes back begins at what is newest.
    gcTime: 0,
    retry: false,
    refetchInterval: ({ state: { data, error } }) => (data === undefined && error !== null && !isRefusal(error) ? askAgainMs : false),
  })
}

/** The question was none; to ask it again would bring the same answer. */
export function isRefusal(error: Error): boolean {
  return error instanceof ApiProblem && error.status < 500
}

interface News {
  /** How many changes wait to be shown. */
  count: number
  show: () => void
}

const none: readonly ListedChange[] = []

/** What happens while the changes of a filter are read. @param pages undefined: there are none yet, and nothing is listened to */
export function useNews(search: FilterSearch, pages: readonly ChangePage[] | undefined): News {
  const client = useQueryClient()
  const first = listUrl(search)
  const stream = streamUrl(search)
  const [began] = useState(() => Date.now())
  const isWanted = pages !== undefined && isLive(search, began)
  const [told, setTold] = useState<{ of: string; changes: readonly ListedChange[] }>({ of: first, changes: none })
  const hear = useCallback((changes: readonly ListedChange[]) => setTold((before) => ({ of: first, changes: [...(before.of === first ? before.changes : none), ...changes] })), [first])
  useEffect(() => {
    if (!isWanted) return
    const reload = (): void => {
      setTold({ of: first, changes: none })
      void client.resetQueries({ queryKey: ['changes', first] })
    }
    const catchUp = async (): Promise<void> => {
      const newest = await getJson<ChangePage>(first).catch(() => null)
      const shown = client.getQueryData<InfiniteData<ChangePage>>(['changes', first])?.pages[0]?.data[0]
      // Those that are older were left out for a reason: a flapping price is shown once.
      if (newest !== null) hear(newest.data.filter(({ seq, observed_at: at }) => shown === undefined || (at >= shown.observed_at && seq > shown.seq)))
    }
    return listen(stream, { opened: () => void catchUp(), changed: (change) => hear([change]), reset: reload })
  }, [client, first, stream, isWanted, hear])
  const news = useMemo(() => unseen(told.of === first ? told.changes : none, pages ?? []), [told, first, pages])
  const show = (): void => {
    setTold({ of: first, changes: none })
    if (news.length > mostNews) return void client.resetQueries({ queryKey: ['changes', first] })
    client.setQueryData<InfiniteData<ChangePage>>(['changes', first], (data) => data && { ...data, pages: withNews(data.pages, news) })
  }
  return { count: news.length, show }
}
