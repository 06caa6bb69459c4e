import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'

const key = ['admin token']

/** The admin token, shared by all parts of the page. It is in memory only, so a reload forgets it. null: not entered. */
export function useAdminToken(): { token: string | null; setToken: (token: string | null) => void } {
  const client = useQueryClient()
  const { data = null } = useQuery<string | null>({
    queryKey: key,
    queryFn: skipToken,
    staleTime: Infinity,
    gcTime: Infinity,
  })
  return { token: data, setToken: (token) => void client.setQueryData(key, token) }
}

/** A request with the admin token, and with a body if `json` is given. */
export function authorised(token: string, method = 'GET', json?: unknown): RequestInit {
  return {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  }
}

/** Why a request of an administrator failed, in a sentence. */
export function adminProblem(error: unknown): string {
  if (error instanceof TypeError) return 'Modelkeep cannot be reached.'
  return `Failed: ${error instanceof Error ? error.message : String(error)}.`
}
