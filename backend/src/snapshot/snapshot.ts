import type { Tier } from '@modelkeep/catalog/contract/health'
import type { Catalogue } from '../catalogue/catalogue.js'

/** Where an answer comes from, as far as its freshness headers tell. Times are Unix milliseconds. */
export interface Origin {
  readonly tier: Tier
  /** When the content last changed upstream (observed): `Last-Modified`. */
  readonly changedAt: number
  /** When upstream had last confirmed it at the time it was loaded. Later confirmations of a snapshot are the store's to keep. */
  readonly confirmedAt: number
}

/** One immutable catalogue in memory. */
export interface Snapshot extends Origin {
  readonly catalogue: Catalogue
}
