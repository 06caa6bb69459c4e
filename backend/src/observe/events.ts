import { EventEmitter } from 'node:events'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { Tier } from '@modelkeep/catalog/contract/health'

/** The state of the database connection. `refused`: the server rejects our credentials or this program's version. */
export type DatabaseState = 'off' | 'starting' | 'connected' | 'lost' | 'refused'

/** The database's state changed. Times are Unix milliseconds. */
export interface DatabaseEvent {
  state: DatabaseState
  previous: DatabaseState
  /** How long the previous state lasted. */
  afterMs: number
  description: string
  error: string | null
}

/** `ok`, or why an attempt failed. The codes are those of UpstreamError. */
export const attemptOutcomes = [
  'ok',
  'refused',
  'dns',
  'timeout',
  'status',
  'truncated',
  'too_large',
  'bad_encoding',
  'redirect',
  'tls',
  'aborted',
  'breaker_open',
  'network',
] as const

/** One attempt to fetch one page from upstream. Contains no secret. */
export interface UpstreamAttemptEvent {
  url: string
  attempt: number
  outcome: (typeof attemptOutcomes)[number]
  status?: number
  bytes: number
  durationMs: number
  message: string
}

/** `unavailable`: the server could not be used. `error`: it rejected the statement. */
export const databaseOutcomes = ['ok', 'error', 'unavailable'] as const

/** An observation entered or left the spool. */
export interface SpoolEvent {
  /** `kept`: written to the spool; `held`: in memory only, the disk failed; `full`, `unusable`: it could not be spooled or read back. */
  what: 'kept' | 'held' | 'committed' | 'full' | 'unusable'
  observedAt: number | null
  pending: number
  /** The sync it became, if `committed`. */
  sync?: Sync
}

/** What happens in the program. Logs and metrics subscribe; emitters do not know them. Times are Unix milliseconds. */
export interface EventMap {
  /** A response was written that did not come from the response cache. `path` excludes the query. */
  request: [{ id: string; method: string; path: string; status: number; ms: number }]
  /** A sync ended, with any status. */
  sync: [Sync]
  /** In an accepted list, a field of so many models had another type than the documented one. It is served unchanged. */
  unexpected_field: [{ field: string; models: number }]
  /** The clock of this machine was compared with the database's. */
  clock_skew: [{ aheadMs: number }]
  /** A row of the current catalogue in the database was no model of its id. */
  damaged_row: [{ id: string; repaired: boolean }]
  /** Another copy of a mirrored catalogue is being served. */
  mirror: [{ source: string }]
  /** A new snapshot is being served. */
  snapshot: [{ tier: Tier; models: number; ageMs: number }]
  /** OVERLAY_FILE was read: what the overlay holds now, and why the file could not be used, if so. */
  overlay: [{ models: number; prices: number; error: string | null }]
  /** What in the overlay is probably a mistake, in whole sentences. */
  overlay_warnings: [readonly string[]]
  database: [DatabaseEvent]
  /** The state of history, as just read from the database. */
  history: [{ rewrites: number; appliedId: number | null; confirmedAt: number | null }]
  upstream_attempt: [UpstreamAttemptEvent]
  spool: [SpoolEvent]
  /** A query or a transaction ended. */
  database_operation: [{ outcome: (typeof databaseOutcomes)[number]; ms: number }]
  /** An attempt to deliver a message of a watch ended. `status`: of HTTP; null if there was no response. Contains no secret. */
  watch_delivery: [{ watchId: number; attempt: number; ok: boolean; status: number | null; detail: string; ms: number }]
  /** Load shedding began or ended. `refused`: how many requests were shed. */
  overload: [{ state: 'began' | 'over'; refused: number }]
  /** A failure in the background, where no caller receives the error. `what` is a stable word. */
  trouble: [{ what: string; error: unknown }]
}

export type Events = EventEmitter<EventMap>

export function createEvents(): Events {
  return new EventEmitter<EventMap>()
}
