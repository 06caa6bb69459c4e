/** The fields of a `POST /api/refresh` response that tests use. */
export interface Acknowledged {
  /** null: the sync is spooled. */
  id: number | null
  status: string
  observed_at: string
  payload_hash: string | null
}

/** Requests a refresh. Resolves with null without a response, or with one that acknowledges nothing. */
export async function refresh(url: string, adminToken: string, signal?: AbortSignal): Promise<Acknowledged | null> {
  try {
    const response = await fetch(`${url}/api/refresh`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}` },
      signal: signal ?? null,
    })
    const body = (await response.json()) as { data?: Acknowledged }
    return response.status === 200 ? (body.data ?? null) : null
  } catch {
    return null // killed or disconnected
  }
}

export interface LoggedSync {
  id: number
  status: string
}

/** The syncs with an id in the log of a program. */
export function loggedSyncs(output: string): LoggedSync[] {
  return output.split('\n').flatMap((line) => {
    const found =
      line.startsWith('{') && line.includes('"event":"sync"')
        ? (JSON.parse(line) as { sync_id: number | null; status: string })
        : null
    return found?.sync_id ? [{ id: found.sync_id, status: found.status }] : []
  })
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Polls a condition for a limited time. Resolves with false if it never became true. */
export async function eventually(condition: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<boolean> {
  const until = performance.now() + withinMs
  while (performance.now() < until) {
    if (await condition()) return true
    await pause(20)
  }
  return false
}
