/** What `POST /api/refresh` acknowledged, as far as a test looks at it. */
export interface Acknowledged {
  /** null: it waits in the spool. */
  id: number | null
  status: string
  observed_at: string
  payload_hash: string | null
}

/** null where there was no answer, or one that acknowledges nothing. */
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
    return null // it was killed, or cut
  }
}

export interface LoggedSync {
  id: number
  status: string
}

/** The syncs with an id that a program has told of in its log. */
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

/** Looks again and again, for at most so long, whether something has come true. */
export async function eventually(fact: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<boolean> {
  const until = performance.now() + withinMs
  while (performance.now() < until) {
    if (await fact()) return true
    await pause(20)
  }
  return false
}
