import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { ApiProblem, getJson } from '../../../shared/api/problem.js'

const freshForMs = 60_000
const retryMs = 15_000

/** The history of a model, fetched once for all components that show it, when one of them is `enabled`. */
export function useHistory(id: string, enabled: boolean): UseQueryResult<ModelHistory> {
  return useQuery({
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
