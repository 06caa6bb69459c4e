import type { Clock } from '../lib/clock.js'
import type { Database } from './database.js'
import { createGate, type Gate } from './gate.js'
import type { Row, TransactionOptions, Queryable } from './queryable.js'

export interface ClientReads {
  /** For catalogues of the past: each takes some 50 ms of this process, too, so that more at once would make all others wait. */
  past: Database
  /** For what changes: its readers wait patiently, and a refusal would end them for good. */
  stream: Database
  /** For all else. */
  others: Database
}

/**
 * What clients may have of the connections, by kind: 7 of 10 in all, one of which is LISTEN's. Of few connections the kinds have more
 * together than there are, and share them: all but one of the pool, which syncs and polls always find.
 */
export function createClientReads(db: Database, clock: Clock): ClientReads {
  const { max } = db.status().pool
  const together = createGate({ atOnce: Math.max(1, max - 1), waiting: Infinity, withinMs: Infinity, clock })
  const bounded = (share: number, waiting: number, withinMs: number): Database => {
    const ofItsKind = createGate({ atOnce: Math.max(1, Math.floor((max + 1) * share)), waiting, withinMs, clock })
    return boundReads(db, (work) => {
      const until = clock.now() + withinMs
      return ofItsKind(() => together(work, until - clock.now()))
    })
  }
  return { past: bounded(0.2, 100, 2_000), stream: bounded(0.2, 2_000, 30_000), others: bounded(0.3, 100, 2_000) }
}

/**
 * The same database for those who ask it on behalf of clients: through a gate, so that a slow database cannot pile up requests, and no
 * flood of questions takes the connections that syncs need.
 */
function boundReads(db: Database, gate: Gate): Database {
  return {
    schemaVersion: db.schemaVersion,
    checkSchema: (schema) => db.checkSchema(schema),
    query: <T extends Row>(text: string, values?: readonly unknown[]) => gate(() => db.query<T>(text, values)),
    transaction: <T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions) =>
      gate(() => db.transaction(work, options)),
    status: () => db.status(),
    ping: () => db.ping(),
    connection: () => db.connection(),
    onChange: (listener) => db.onChange(listener),
    start: () => db.start(),
    close: () => db.close(),
  }
}
