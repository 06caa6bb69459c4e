import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { ApiProblem, throwIfProblem } from '../../../shared/api/problem.js'

export interface Endpoints {
  /** As OpenRouter sent them, unchecked. */
  endpoints: readonly unknown[]
  /** When OpenRouter last confirmed them, in Unix milliseconds of the browser's clock. */
  confirmedAt: number
}

const freshForMs = 60_000
const retryMs = 30_000

/** The endpoints of a model, from the service's copy. */
export function useEndpoints(id: string, enabled: boolean): UseQueryResult<Endpoints> {
  return useQuery({
    queryKey: ['endpoints', id],
    queryFn: ({ signal }) => fetchEndpoints(id, signal),
    enabled,
    staleTime: freshForMs,
    retry: false,
    refetchInterval: ({ state: { error } }) => (error !== null && !isAbsent(error) ? retryMs : false),
  })
}

/** OpenRouter has no endpoints of this model: trying again would not help. */
export function isAbsent(error: Error): boolean {
  return error instanceof ApiProblem && error.status === 404
}

async function fetchEndpoints(id: string, signal: AbortSignal): Promise<Endpoints> {
  const path = id.split('/').map(encodeURIComponent).join('/')
  const response = await fetch(`/api/models/${path}/endpoints`, { cache: 'no-cache', signal })
  await throwIfProblem(response)
  const { data } = (await response.json()) as { data?: { endpoints?: unknown } }
  return {
    endpoints: Array.isArray(data?.endpoints) ? data.endpoints : [],
    confirmedAt: Date.now() - (Number(response.headers.get('age')) || 0) * 1000,
  }
}
