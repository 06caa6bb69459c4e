/** The database as the rest of the program uses it: queries and transactions. */
import type pg from 'pg'
import type { Clock } from '../lib/clock.js'
import { DatabaseConnection, type ConnectionStatus } from './connection/database-connection.js'
import type { DatabaseLocation } from './connection/location.js'
import type { ConnectionOptions } from './connection/pool.js'
import { inTransaction } from './connection/transaction.js'
import { DatabaseUnavailable } from './database-error.js'
import { ownSchema, refuseIncompatible, type ProgramSchema } from './migrate.js'
import type { DatabaseSchema } from './queries/newest-sync.js'
import type { Queryable, Row, TransactionOptions } from './queryable.js'

export interface DatabaseStatus extends ConnectionStatus {
  /** Milliseconds of the last `SELECT 1`, or null before the first. */
  roundTripMs: number | null
}

export type StatusListener = (status: DatabaseStatus, previous: DatabaseStatus) => void

export interface Database extends Queryable {
  /** The schema version of this program. The database's may be newer. */
  readonly schemaVersion: number
  status(): DatabaseStatus
  /** Runs `work` in one transaction and commits it. @throws DatabaseUnavailable unless connected */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Measures one round trip in milliseconds, and detects a lost connection. */
  ping(): Promise<number>
  /** @throws DatabaseUnavailable if a newer program has migrated the database so that this one must not use it */
  checkSchema(schema: DatabaseSchema): void
  /** Calls the listener once for each change of state. */
  onChange(listener: StatusListener): void
  /** Where to connect for LISTEN; null unless connected. */
  connection(): ConnectionOptions | null
  start(): void
  close(): Promise<void>
}

export interface DatabaseOptions {
  location: DatabaseLocation | null
  maxConnections: number
  clock: Clock
  random?: () => number
  /** The schema that this program was written for. */
  schema?: ProgramSchema
  /** Called after each query and each transaction that was sent to the server. */
  onOperation?: (operation: DatabaseOperation) => void
}

/** `unavailable`: the server could not be used. `error`: it rejected the statement, or the caller failed. */
export interface DatabaseOperation {
  outcome: 'ok' | 'error' | 'unavailable'
  ms: number
}

export function createDatabase(options: DatabaseOptions): Database {
  const { location, maxConnections, clock, random = Math.random, schema = ownSchema, onOperation } = options
  const listeners: StatusListener[] = []
  let roundTripMs: number | null = null
  const status = (): DatabaseStatus => ({ ...connection.status(), roundTripMs })
  const connection = new DatabaseConnection({ location, maxConnections, clock, random, schema }, (previous) => {
    for (const listener of listeners) listener(status(), { ...previous, roundTripMs })
  })

  /** Reports the outcome of `work`, and starts the reconnect if it shows that the server is gone. */
  async function operate<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
    const pool = connection.pool()
    const startedAt = performance.now()
    const finish = (outcome: DatabaseOperation['outcome']): void =>
      onOperation?.({ outcome, ms: performance.now() - startedAt })
    try {
      const result = await work(pool)
      finish('ok')
      return result
    } catch (error) {
      const reported = connection.report(error)
      finish(reported instanceof DatabaseUnavailable ? 'unavailable' : 'error')
      throw reported
    }
  }

  async function query<T extends Row>(text: string, values?: readonly unknown[]): Promise<T[]> {
    return operate(async (pool) => (await pool.query<T>(text, values as unknown[])).rows)
  }

  return {
    schemaVersion: schema.version,
    status,
    query,
    transaction: (work, transactionOptions = {}) => operate((pool) => inTransaction(pool, work, transactionOptions)),
    ping: async () => {
      const startedAt = performance.now()
      await query('SELECT 1')
      roundTripMs = performance.now() - startedAt
      return roundTripMs
    },
    checkSchema: (found) => {
      try {
        refuseIncompatible(found, schema.version)
      } catch (error) {
        throw connection.report(error)
      }
    },
    onChange: (listener) => void listeners.push(listener),
    connection: () => connection.server(),
    start: () => connection.start(),
    close: () => connection.close(),
  }
}
