import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { useQuery } from '@tanstack/react-query'
import { getJson } from '../../../shared/api/problem.js'
import { listUrl } from '../filter/change-filter.js'
import type { ChangePage } from '../list/change-pages.js'

const weekMs = 7 * 86_400_000
const staleMs = 5 * 60_000
const keepMs = 10 * 60_000
const maxPages = 5

export interface Week {
  /** Unix milliseconds. */
  since: number
  /** Newest first. */
  changes: readonly ListedChange[]
  /** There were even more changes. */
  hasMore: boolean
}

/** The changes of the last seven days. Without history there are none, and `data` stays undefined. */
export function useWeek(isWanted: boolean) {
  return useQuery({
    queryKey: ['week of changes'],
    queryFn: ({ signal }) => fetchWeek(Date.now() - weekMs, signal),
    enabled: isWanted,
    staleTime: staleMs,
    gcTime: keepMs,
    retry: false,
  })
}

async function fetchWeek(since: number, signal: AbortSignal): Promise<Week> {
  const changes: ListedChange[] = []
  let next: string | null = listUrl({ since: new Date(since).toISOString() }, 1_000)
  for (let page = 0; next !== null && page < maxPages; page += 1) {
    const { data, links }: ChangePage = await getJson<ChangePage>(next, { signal })
    changes.push(...data)
    next = links.next
  }
  return { since, changes, hasMore: next !== null }
}
