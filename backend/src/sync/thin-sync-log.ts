import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import { thinSyncs } from '../postgres/queries/thin-syncs.js'

const intervalMs = 3_600_000

export interface ThinningParts {
  db: Database
  clock: Clock
  events: Events
}

/** Thins the sync log once an hour. Rejects when `signal` is aborted. */
export async function thinSyncLogHourly({ db, clock, events }: ThinningParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(intervalMs, signal)
    if (db.status().state !== 'connected') continue
    await thinSyncs(db, clock.now()).catch((error: unknown) => {
      if (!signal.aborted) events.emit('trouble', { what: 'sync_log_not_thinned', error })
    })
  }
}
