import { useInfiniteQuery } from '@tanstack/react-query'
import { ApiProblem, getJson } from '../../../shared/api/problem.js'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { listUrl } from '../filter/change-filter.js'
import type { ChangePage } from '../list/change-pages.js'

const retryMs = 15_000
const keepMs = 10 * 60_000

/** The changes that match a filter, newest first. Live changes are added on request only: see `useLiveChanges`. */
export function useChanges(search: ChangesSearch) {
  const firstUrl = listUrl(search)
  return useInfiniteQuery({
    queryKey: ['changes', firstUrl],
    queryFn: ({ pageParam, signal }) => getJson<ChangePage>(pageParam, { signal }),
    initialPageParam: firstUrl,
    getNextPageParam: ({ links }) => links.next,
    staleTime: Infinity,
    // Kept, so that going back from a model restores the position.
    gcTime: keepMs,
    retry: false,
    refetchInterval: ({ state: { data, error } }) =>
      data === undefined && error !== null && !isRejection(error) ? retryMs : false,
  })
}

/** The service rejected the filter; a retry would not help. */
export function isRejection(error: Error): boolean {
  return error instanceof ApiProblem && error.status < 500
}
