import type { Clock } from '../lib/clock.js'
import type { Handover } from './handover.js'
import type { Events } from '../observe/events.js'
import type { ReadPayload } from './read-payload.js'
import type { Database } from '../postgres/database.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Spool } from '../snapshot/spool.js'
import type { Upstream } from '../upstream/client.js'

/** What the stages of a sync work with. */
export interface SyncContext {
  upstream: Upstream
  readPayload: ReadPayload
  db: Database
  snapshots: SnapshotStore
  spool: Spool
  handover: Handover
  clock: Clock
  events: Events
  /** Names this process in the lease. */
  holder: string
  maxShrinkPercent: number
  leaseTtlMs: number
}
