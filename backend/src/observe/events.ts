import { EventEmitter } from 'node:events'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { Tier } from '@modelkeep/catalog/contract/health'

/** The database's state changed. Times are Unix milliseconds. */
export interface DatabaseEvent {
  state: string
  previous: string
  /** How long the previous state lasted. */
  afterMs: number
  description: string
  error: string | null
}

/** One attempt at one page of upstream. Holds no secret. */
export interface UpstreamAttemptEvent {
  url: string
  attempt: number
  /** `ok`, or the code of what failed. */
  outcome: string
  status?: number
  bytes: number
  durationMs: number
  message: string
}

/** What happens in the program, for whoever wants to tell or to count it. Those who emit know nobody who listens. */
export interface EventMap {
  /** An answer was written that was not ready in the response cache. `path` without the query. */
  request: [{ id: string; method: string; path: string; status: number; ms: number }]
  /** A sync ended, however. */
  sync: [Sync]
  /** Another snapshot is served from now on. */
  snapshot: [{ tier: Tier; models: number; ageMs: number }]
  database: [DatabaseEvent]
  /** The database was asked how far history goes, and how often the past was written anew. Unix milliseconds; null before the first sync. */
  history: [{ rewrites: number; appliedId: number | null; confirmedAt: number | null }]
  upstream_attempt: [UpstreamAttemptEvent]
  /** An observation went to the spool (`held`: in memory only), was committed from there (then with the sync that it had been), or could not be. */
  spool: [
    {
      what: 'kept' | 'held' | 'committed' | 'full' | 'unusable'
      observedAt: number | null
      pending: number
      sync?: Sync
    },
  ]
  /** A query or a transaction ended. `unavailable`: the server could not be used; `error`: it refused the statement. */
  database_operation: [{ outcome: 'ok' | 'error' | 'unavailable'; ms: number }]
  /** More was asked than could be answered, and some requests had to be refused: when that began, and when it was over, how many. */
  overload: [{ state: 'began' | 'over'; refused: number }]
  /** Something failed that nobody waits for. `what` is a stable word. */
  trouble: [{ what: string; error: unknown }]
}

export type Events = EventEmitter<EventMap>

export function createEvents(): Events {
  return new EventEmitter<EventMap>()
}
