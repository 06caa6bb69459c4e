import type { LifecycleList, ModelLifecycle } from '@modelkeep/catalog/contract/lifecycle'
import { encodeQueryValue } from '@modelkeep/catalog/query/encode-query-value'
import { useQuery } from '@tanstack/react-query'
import { getJson } from './problem.js'

const freshForMs = 300_000

/** What is announced about the end of a listed model; null: nothing, or it is not known. */
export function useLifecycle(id: string): ModelLifecycle | null {
  const path = `/api/lifecycle?ids=${encodeQueryValue(id)}`
  const { data } = useQuery({
    queryKey: ['lifecycle', id],
    queryFn: ({ signal }) => getJson<LifecycleList>(path, { signal }),
    staleTime: freshForMs,
    retry: false,
  })
  return data?.data.find((one) => one.id === id) ?? null
}
