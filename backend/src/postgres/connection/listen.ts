import type pg from 'pg'
import type { Clock } from '../../lib/clock.js'
import { backoffMs } from './backoff.js'
import type { Database } from '../database.js'
import { createClient } from './pool.js'
import { syncChannel } from '../queries/insert-sync.js'

/** Notifications that arrive within this time of the previous call make one more call together. */
const quietMs = 250

/**
 * Calls `onSync` as soon as another replica commits a sync, using a connection of its own. Polling finds syncs too: notifications
 * do not arrive through PgBouncer in transaction mode. Any client of the database may notify, as often as it likes.
 */
export function listenForSyncs(db: Database, clock: Clock, onSync: () => void): { close(): Promise<void> } {
  const closing = new AbortController()
  let client: pg.Client | null = null
  let listening = false
  const noteSync = coalesce(onSync, () => clock.sleep(quietMs, closing.signal))

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
      current.on('notification', noteSync)
      const { rows } = await current.query<{ channel: string }>(`SELECT ${syncChannel} AS channel`)
      await current.query(`LISTEN ${current.escapeIdentifier(rows[0]!.channel)}`)
      noteSync() // covers syncs from before LISTEN took effect
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

/** Calls `work` at once, and once more after the pause if it is wanted again meanwhile. */
function coalesce(work: () => void, pause: () => Promise<void>): () => void {
  let isPaused = false
  let isWanted = false
  async function run(): Promise<void> {
    isPaused = true
    do {
      isWanted = false
      work()
      await pause()
    } while (isWanted)
    isPaused = false
  }
  return () => {
    isWanted = true
    if (!isPaused) run().catch(() => {}) // rejects when the listener closes
  }
}
