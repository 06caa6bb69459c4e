import { randomUUID } from 'node:crypto'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import { contentHash } from '../catalogue/content.js'

/** One response of upstream, as received. `key` makes committing it idempotent. Times are Unix milliseconds. */
export interface Observation {
  key: string
  observedAt: number
  source: string
  scope: Scope
  durationMs: number
  payloadHash: string
  bytes: Buffer
}

export function createObservation(fields: Omit<Observation, 'key' | 'payloadHash'>): Observation {
  return { ...fields, key: randomUUID(), payloadHash: contentHash(fields.bytes) }
}
