import type pg from 'pg'
import type { Clock } from '../../lib/clock.js'
import { backoffMs } from './backoff.js'
import type { Database } from '../database.js'
import { createClient } from './pool.js'
import { syncChannel } from '../queries/insert-sync.js'

/**
 * Calls `onSync` as soon as another replica commits a sync, using a connection of its own. Polling finds syncs too: notifications
 * do not arrive through PgBouncer in transaction mode.
 */
export function listenForSyncs(db: Database, clock: Clock, onSync: () => void): { close(): Promise<void> } {
  const closing = new AbortController()
  let client: pg.Client | null = null
  let listening = false

  async function listen(): Promise<void> {
    if (listening) return
    listening = true
    for (let failures = 1; !closing.signal.aborted && db.connection() !== null; failures++) {
      const wasConnected = await listenOnce()
      if (wasConnected) failures = 0
      await clock.sleep(backoffMs(failures + 1, Math.random), closing.signal).catch(() => {})
    }
    listening = false
  }

  /** Resolves when the connection has ended: true if it had been established. */
  async function listenOnce(): Promise<boolean> {
    const connection = db.connection()
    if (connection === null) return false
    const current = createClient(connection, { query_timeout: 0 })
    client = current
    const ended = new Promise<void>((resolve) => {
      current.on('error', () => resolve())
      current.on('end', () => resolve())
    })
    try {
      await current.connect()
      current.on('notification', onSync)
      const { rows } = await current.query<{ channel: string }>(`SELECT ${syncChannel} AS channel`)
      await current.query(`LISTEN ${current.escapeIdentifier(rows[0]!.channel)}`)
      onSync() // covers syncs from before LISTEN took effect
      await ended
      return true
    } catch {
      return false
    } finally {
      void current.end().catch(() => {})
      client = null
    }
  }

  db.onChange((status) => {
    if (status.state === 'connected') void listen()
  })
  if (db.status().state === 'connected') void listen()
  return {
    close: async () => {
      closing.abort(new Error('closing'))
      const open = client
      if (open) await Promise.race([open.end().catch(() => {}), clock.sleep(1_000)])
    },
  }
}
