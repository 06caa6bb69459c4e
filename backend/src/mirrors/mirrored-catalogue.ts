import type { Tier } from '@modelkeep/catalog/contract/health'
import type { MirrorSource } from './adapters.js'

/** One accepted document of another catalogue. Times in Unix milliseconds. */
export interface MirroredCatalogue {
  readonly source: MirrorSource
  /** The document as parsed JSON. Never changed. */
  readonly document: unknown
  /** Hash of each entry by its key, in the order of the document. */
  readonly hashes: ReadonlyMap<string, string>
  readonly changedAt: number
  /** What upstream sent with it, for conditional requests. */
  readonly etag: string | null
  readonly lastModified: string | null
}

/** The catalogue that is served, and how fresh it is. */
export interface ServedMirror {
  readonly catalogue: MirroredCatalogue
  readonly tier: Exclude<Tier, 'seed'>
  readonly confirmedAt: number
}

/** A document that was not accepted. Unix milliseconds. */
export interface Quarantined {
  observedAt: number
  reason: 'shrunk' | 'grown'
  /** One line for people. */
  detail: string
}
