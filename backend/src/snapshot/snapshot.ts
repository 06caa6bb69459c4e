import type { Tier } from '@modelkeep/catalog/api'
import type { Catalogue } from '../catalogue.js'

/** One immutable catalogue in memory. Times are Unix milliseconds. */
export interface Snapshot {
  readonly catalogue: Catalogue
  readonly tier: Tier
  /** When the catalogue last changed upstream (observed): `Last-Modified`. */
  readonly changedAt: number
  /** When upstream had last confirmed it at the time it was loaded; later confirmations are the store's to keep. */
  readonly confirmedAt: number
}
