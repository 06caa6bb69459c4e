import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { getJson } from '../../../shared/api/problem.js'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { streamUrl } from '../../../shared/subscribe/subscription-urls.js'
import { isLive, listUrl } from '../filter/change-filter.js'
import { type ChangePage, mergeLive, unseen } from '../list/change-pages.js'
import { subscribe } from './live-changes.js'

/** More than this are loaded as a new list instead of being merged. */
const maxMerged = 500

interface LiveChanges {
  /** How many new changes are not shown yet. */
  count: number
  /** There are more than that; showing them reloads the list. */
  hasMore: boolean
  show: () => void
}

interface Received {
  /** The list that the changes belong to. */
  listUrl: string
  changes: readonly ListedChange[]
  hasGap: boolean
}

const none: readonly ListedChange[] = []

/** New changes that match a filter. @param pages the shown pages; undefined: not loaded yet, so there is no subscription */
export function useLiveChanges(search: ChangesSearch, pages: readonly ChangePage[] | undefined): LiveChanges {
  const client = useQueryClient()
  const firstUrl = listUrl(search)
  const stream = streamUrl(search)
  const [openedAt] = useState(() => Date.now())
  const isSubscribed = pages !== undefined && isLive(search, openedAt)
  const [received, setReceived] = useState<Received>({ listUrl: firstUrl, changes: none, hasGap: false })
  const reset = useCallback(() => setReceived({ listUrl: firstUrl, changes: none, hasGap: false }), [firstUrl])
  const add = useCallback(
    (changes: readonly ListedChange[], hasGap = false) =>
      setReceived((old) =>
        old.listUrl === firstUrl
          ? { listUrl: firstUrl, changes: [...old.changes, ...changes], hasGap: old.hasGap || hasGap }
          : { listUrl: firstUrl, changes, hasGap },
      ),
    [firstUrl],
  )
  useEffect(() => {
    if (!isSubscribed) return
    return subscribe(stream, {
      opened: () => void catchUp(client, firstUrl).then((missed) => missed && add(missed.changes, missed.hasGap)),
      changed: (change) => add([change]),
      reset: () => {
        reset()
        void client.resetQueries({ queryKey: ['changes', firstUrl] })
      },
    })
  }, [client, firstUrl, stream, isSubscribed, add, reset])
  const isCurrent = received.listUrl === firstUrl
  const live = useMemo(() => unseen(isCurrent ? received.changes : none, pages ?? []), [isCurrent, received, pages])
  const hasMore = isCurrent && received.hasGap
  const show = (): void => {
    reset()
    if (hasMore || live.length > maxMerged) return void client.resetQueries({ queryKey: ['changes', firstUrl] })
    client.setQueryData<InfiniteData<ChangePage>>(
      ['changes', firstUrl],
      (data) => data && { ...data, pages: mergeLive(data.pages, live) },
    )
  }
  return { count: live.length, hasMore, show }
}

/** The changes since the list was loaded; null when they cannot be loaded. `hasGap`: there are more than one page of them. */
async function catchUp(
  client: QueryClient,
  firstUrl: string,
): Promise<{ changes: ListedChange[]; hasGap: boolean } | null> {
  const newest = await getJson<ChangePage>(firstUrl).catch(() => null)
  if (newest === null) return null
  const pages = client.getQueryData<InfiniteData<ChangePage>>(['changes', firstUrl])?.pages ?? []
  const shown = pages[0]?.data[0]
  // Older changes were left out on purpose: a flapping price is listed once.
  const isNewer = ({ seq, observed_at: at }: ListedChange): boolean =>
    shown === undefined || (at >= shown.observed_at && seq > shown.seq)
  return {
    changes: newest.data.filter(isNewer),
    hasGap: newest.links.next !== null && unseen(newest.data, pages).length === newest.data.length,
  }
}
