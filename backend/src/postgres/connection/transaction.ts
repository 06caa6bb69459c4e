import type pg from 'pg'
import type { Queryable, Row, TransactionOptions } from '../queryable.js'
import { unavailability } from '../database-error.js'
import { queryTimeoutMs } from './pool.js'

const longestIdleMs = 10_000

/** Runs `work` between BEGIN and COMMIT on one client of the pool. A client with a response outstanding is never reused. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (tx: Queryable) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const timeout = options.statementTimeoutMs ?? queryTimeoutMs
  const client = await pool.connect()
  const endsAt = performance.now() + (options.deadlineMs ?? Infinity)
  const query = async (text: string, values?: readonly unknown[]): Promise<Row[]> => {
    const left = Math.max(1, Math.ceil(Math.min(timeout, endsAt - performance.now())))
    const statement = { text, values: values as unknown[], query_timeout: left } satisfies pg.QueryConfig & {
      query_timeout: number
    }
    return (await client.query<Row>(statement)).rows
  }
  try {
    const begin = options.readOnly ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN'
    // The server needs the same bounds: a statement that we gave up on must not keep its locks.
    const lockTimeout = options.lockTimeoutMs === undefined ? '' : `; SET LOCAL lock_timeout = ${options.lockTimeoutMs}`
    // A process that is paused between statements must not keep its locks forever.
    await query(
      `${begin}; SET LOCAL statement_timeout = ${timeout}; SET LOCAL idle_in_transaction_session_timeout = ${options.idleTimeoutMs ?? longestIdleMs}${lockTimeout}`,
    )
    const result = await work({ query: query as Queryable['query'] })
    await query('COMMIT')
    client.release()
    return result
  } catch (error) {
    const rolledBack =
      unavailability(error) === null &&
      (await query('ROLLBACK').then(
        () => true,
        () => false,
      ))
    client.release(!rolledBack)
    throw error
  }
}
