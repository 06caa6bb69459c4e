import type { Tier } from '@modelkeep/catalog/contract/health'
import type { Catalogue } from '../catalogue/catalogue.js'

/** What the freshness headers of a response are derived from. Times are Unix milliseconds. */
export interface Origin {
  readonly tier: Tier
  /** When the content was observed to change: `Last-Modified`. */
  readonly changedAt: number
  /** When upstream had last confirmed the content as it was loaded. The snapshot store tracks later confirmations. */
  readonly confirmedAt: number
}

/** One immutable catalogue in memory. */
export interface Snapshot extends Origin {
  readonly catalogue: Catalogue
}
