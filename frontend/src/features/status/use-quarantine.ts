import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { getJson } from '../../shared/api/problem.js'
import { adminProblem, authorised, useAdminToken } from '../../shared/api/use-admin-token.js'

const key = ['admin', 'quarantine']

const request = (token: string) => getJson<{ data: Quarantined[] }>('/api/quarantine', authorised(token))

/** What an administrator sees and does. A token is kept only if the service accepts it. */
export function useQuarantine() {
  const client = useQueryClient()
  const { token, setToken } = useAdminToken()
  const [problem, setProblem] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const { data, error } = useQuery({
    queryKey: key,
    enabled: token !== null,
    queryFn: () => request(token ?? ''),
    staleTime: Infinity,
    retry: false,
  })
  const run = async (work: () => Promise<void>): Promise<void> => {
    setIsBusy(true)
    setProblem('')
    await work().catch((failure: unknown) => setProblem(adminProblem(failure)))
    setIsBusy(false)
  }
  return {
    entries: token === null ? [] : (data?.data ?? []),
    token,
    problem: problem || (token !== null && error !== null ? adminProblem(error) : ''),
    isBusy,
    unlock: (given: string) =>
      void run(async () => {
        client.setQueryData(key, await request(given))
        setToken(given)
      }),
    lock: () => {
      setToken(null)
      client.removeQueries({ queryKey: ['admin'] })
    },
    approve: (id: number) =>
      void run(async () => {
        if (token === null) return
        await getJson(`/api/quarantine/${id}/approve`, authorised(token, 'POST'))
        await Promise.all([key, ['status'], ['catalogue']].map((queryKey) => client.invalidateQueries({ queryKey })))
      }),
  }
}
