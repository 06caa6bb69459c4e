import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { ApiProblem, getJson, isWithoutDatabase } from '../../../shared/api/problem.js'
import type { Workload } from '../../../shared/cost/workload.js'

const freshForMs = 60_000
const retryMs = 15_000

/** What one call of the workload cost on a day (YYYY-MM-DD), at midnight in UTC. The last result is kept while another is loaded. */
export function useCostAt(id: string, day: string, workload: Workload): UseQueryResult<CostRow> {
  const path = costPath(id, day, workload)
  return useQuery({
    queryKey: ['cost', path],
    queryFn: async ({ signal }) => (await getJson<{ data: CostRow }>(path, { signal })).data,
    staleTime: freshForMs,
    placeholderData: keepPreviousData,
    retry: false,
    refetchInterval: ({ state: { error } }) => (error !== null && !isFinal(error) ? retryMs : false),
  })
}

function costPath(id: string, day: string, { inputTokens, cachedTokens, outputTokens }: Workload): string {
  const usage = {
    prompt_tokens: inputTokens,
    cached_tokens: Math.min(cachedTokens, inputTokens),
    completion_tokens: outputTokens,
  }
  const counts = Object.entries(usage).map(([name, count]) => `${name}=${count}`)
  return `/api/cost?${[`model=${encodeURIComponent(id)}`, `at=${day}`, ...counts].join('&')}`
}

/** A retry would return the same response. */
function isFinal(error: Error): boolean {
  return isWithoutDatabase(error) || (error instanceof ApiProblem && error.status < 429)
}
