import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { queryOptions, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { ApiProblem, getJson } from '../api/problem.js'

const freshForMs = 60_000
const retryMs = 15_000

/** The history of a model, fetched once for all components that show it, when one of them is `enabled`. */
export function useHistory(id: string, enabled: boolean): UseQueryResult<ModelHistory> {
  return useQuery(historyOf(id, enabled))
}

export interface Histories {
  /** In the order of the ids; null: not loaded. The same array while nothing changes. */
  histories: (ModelHistory | null)[]
  isLoading: boolean
  /** Of the first history that cannot be loaded. */
  error: Error | null
  retries: (() => unknown)[]
}

/** The histories of some models. */
export function useHistories(ids: readonly string[], enabled: boolean): Histories {
  return useQueries({ queries: ids.map((id) => historyOf(id, enabled)), combine: combined })
}

function combined(results: readonly UseQueryResult<ModelHistory>[]): Histories {
  const missing = results.filter(({ data }) => data === undefined)
  return {
    histories: results.map(({ data }) => data ?? null),
    isLoading: missing.some(({ error }) => error === null),
    error: missing.find(({ error }) => error !== null)?.error ?? null,
    retries: missing.flatMap(({ error, refetch }) => (error === null ? [] : [refetch])),
  }
}

function historyOf(id: string, enabled: boolean) {
  return queryOptions({
    queryKey: ['history', id],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ data: ModelHistory }>(
          `/api/models/${id.split('/').map(encodeURIComponent).join('/')}/history`,
          { signal },
        )
      ).data,
    enabled,
    staleTime: freshForMs,
    retry: false,
    refetchInterval: ({ state: { error } }) => (error !== null && !isFinal(error) ? retryMs : false),
  })
}

/** A retry would return the same response. */
function isFinal(error: Error): boolean {
  return error instanceof ApiProblem && error.status === 404
}
