import type { Clock } from '../../lib/clock.js'
import { createCostPricer } from '../../history/cost/cost-pricer.js'
import { createPriceTimelines, type PriceTimelines } from '../../history/cost/price-timelines.js'
import type { Database } from '../../postgres/database.js'
import { noOverlay, type CurrentOverlay } from '../../overlay/overlay-file.js'
import { DatabaseUnavailable } from '../../postgres/database-error.js'
import type { LocatedSnapshot } from './current-snapshot.js'
import { SourceError, type Pricing } from './model-source.js'

export interface LocalPricingOptions {
  clock: Clock
  /** null: there is none, and so no history. */
  database: () => Promise<Database | null>
  currentSnapshot: () => Promise<LocatedSnapshot>
  currentOverlay?: CurrentOverlay
  say: (message: string) => void
}

/** Prices rows from the database. Without one, rows without a time are priced from the current catalogue, and others have an error. */
export async function localPricing(options: LocalPricingOptions): Promise<Pricing> {
  const { clock, database, currentSnapshot, currentOverlay = noOverlay, say } = options
  const db = await database()
  const located = await currentSnapshot()
  if (db === null)
    say(
      'there is no history, so that only rows without a time can be priced: give --url, MODELKEEP_URL or DATABASE_URL, or the DATA_DIR of a service',
    )
  const pricer = createCostPricer({
    timelines: db === null ? withoutHistory : createPriceTimelines(db),
    currentSnapshot: () => Promise.resolve(located.snapshot),
    currentOverlay,
    clock,
  })
  return {
    where: db === null ? `${located.snapshot.tier} (${located.where})` : db.status().description,
    price: async (rows) => {
      const { rows: priced, unavailable } = await pricer.price(rows)
      // A database that was there at first and is lost must not look like rows that cannot be priced.
      if (db !== null && unavailable !== null) throw new SourceError(unavailable.message, { cause: unavailable })
      return priced
    },
  }
}

const withoutHistory: PriceTimelines = {
  load: () => Promise.reject(new DatabaseUnavailable('there is no database')),
}
