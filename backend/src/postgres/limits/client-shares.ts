import type { Clock } from '../../lib/clock.js'
import type { Database } from '../database.js'
import { createConcurrencyLimit, type ConcurrencyLimit } from '../../lib/concurrency-limit.js'
import { DatabaseUnavailable } from '../database-error.js'

/** The database as clients' requests may use it, for reads and for the writes that a request causes. */
export interface ClientShares {
  /** For historical catalogues. Building one takes about 50 ms of CPU, so few may run at once. */
  historical: Database
  /** For streams of changes. Subscribers wait patiently, and rejecting them would end their stream. */
  stream: Database
  /** For all other requests. */
  others: Database
}

/**
 * Limits how many connections clients' requests use: 7 of 10 in total, by kind; LISTEN uses one more. With few connections the
 * shares add up to more than there are, so all kinds together leave one connection of the pool to syncs and polls.
 */
export function createClientShares(db: Database, clock: Clock): ClientShares {
  const { max } = db.status().pool
  const total = createConcurrencyLimit({
    maxActive: Math.max(1, max - 1),
    maxWaiting: Infinity,
    maxWaitMs: Infinity,
    clock,
    refusal,
  })
  const share = (fraction: number, maxWaiting: number, maxWaitMs: number): Database => {
    const maxActive = Math.max(1, Math.floor((max + 1) * fraction))
    const own = createConcurrencyLimit({ maxActive, maxWaiting, maxWaitMs, clock, refusal })
    return limitDatabase(db, (task) => {
      const deadline = clock.now() + maxWaitMs
      return own(() => total(task, deadline - clock.now()))
    })
  }
  return {
    historical: share(0.2, 100, 2_000),
    stream: share(0.2, 2_000, 30_000),
    others: share(0.3, 100, 2_000),
  }
}

const refusal = (why: 'too many' | 'too slow'): DatabaseUnavailable =>
  new DatabaseUnavailable(
    why === 'too many' ? 'too many queries are waiting for it' : 'it is too slow for the current load',
  )

/** The same database with limited queries, so that requests cannot pile up, nor take the connections that syncs need. */
function limitDatabase(db: Database, limit: ConcurrencyLimit): Database {
  const limited: Pick<Database, 'query' | 'transaction'> = {
    query: (text, values) => limit(() => db.query(text, values)),
    transaction: (work, options) => limit(() => db.transaction(work, options)),
  }
  return Object.assign(Object.create(db) as Database, limited)
}
