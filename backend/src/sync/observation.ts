import { randomUUID } from 'node:crypto'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import { contentHash } from '../catalogue/catalogue.js'

/** What upstream said at one moment, as it came. `key` makes every later write of it idempotent. Times are Unix milliseconds. */
export interface Observation {
  key: string
  observedAt: number
  source: string
  scope: Scope
  durationMs: number
  payloadHash: string
  bytes: Buffer
}

export function createObservation(what: Omit<Observation, 'key' | 'payloadHash'>): Observation {
  return { ...what, key: randomUUID(), payloadHash: contentHash(what.bytes) }
}
