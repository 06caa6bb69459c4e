import type { Delivery, Watch } from '@modelkeep/catalog/contract/watches'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { getJson } from '../../shared/api/problem.js'
import { adminProblem, authorised } from '../../shared/api/use-admin-token.js'

const refetchMs = 5_000

interface TestResult {
  delivered: boolean
  status: number | null
  latency_ms: number
  detail: string
}

/** With the admin token, refetched every 5 s while the page is visible. */
function useAdminData<T>(path: string, token: string): UseQueryResult<T> {
  return useQuery({
    queryKey: ['admin', path],
    queryFn: ({ signal }) => getJson<T>(path, { ...authorised(token), signal }),
    refetchInterval: refetchMs,
    refetchIntervalInBackground: false,
    retry: false,
  })
}

/** All watches, oldest first. */
export function useWatches(token: string): UseQueryResult<{ data: Watch[] }> {
  return useAdminData<{ data: Watch[] }>('/api/watches', token)
}

/** The newest messages of a watch, newest first. */
export function useDeliveries(watchId: number, token: string): UseQueryResult<{ data: Delivery[] }> {
  return useAdminData<{ data: Delivery[] }>(`/api/watches/${watchId}/deliveries`, token)
}

/** Tests, pauses and resumes a watch. `result`: what came of the last of these, in a sentence. */
export function useWatchActions({ id }: Watch, token: string) {
  const client = useQueryClient()
  const [result, setResult] = useState<{ text: string; isBad: boolean } | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const run = async (work: () => Promise<{ text: string; isBad: boolean } | null>): Promise<void> => {
    setIsBusy(true)
    setResult(null)
    setResult(await work().catch((error: unknown) => ({ text: adminProblem(error), isBad: true })))
    setIsBusy(false)
    await client.invalidateQueries({ queryKey: ['admin', '/api/watches'] })
  }
  return {
    result,
    isBusy,
    test: () =>
      void run(async () => {
        const path = `/api/watches/${id}/test`
        const { data } = await getJson<{ data: TestResult }>(path, authorised(token, 'POST'))
        return { text: testText(data), isBad: !data.delivered }
      }),
    setState: (state: 'active' | 'paused') =>
      void run(async () => {
        await getJson(`/api/watches/${id}`, authorised(token, 'PATCH', { state }))
        return null
      }),
  }
}

function testText({ delivered, latency_ms: latencyMs, ...response }: TestResult): string {
  const outcome = delivered ? 'The test message was delivered' : 'The test message was not delivered'
  return `${outcome}, in ${latencyMs} ms: ${responseText(response) || 'no response'}.`
}

/** Such as `500 Internal Server Error`; only the detail if there was no response. */
export function responseText({ status, detail }: { status: number | null; detail: string }): string {
  return [status, detail].filter((part) => part !== null && part !== '').join(' ')
}
