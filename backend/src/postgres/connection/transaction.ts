import type pg from 'pg'
import type { Queryable, Row, TransactionOptions } from '../queryable.js'
import { unavailability } from '../database-error.js'
import { queryTimeoutMs } from './pool.js'

const longestIdleMs = 10_000

/** How much longer than the server this process waits for a statement: one that the server cancelled costs no connection. */
const graceMs = 500

/**
 * BEGIN with the transaction's limits. The server needs them too: a statement that this process gave up on must not keep its locks, and
 * neither must a process that is paused between statements.
 */
function beginStatement({ readOnly, lockTimeoutMs, idleTimeoutMs }: TransactionOptions, timeoutMs: number): string {
  return [
    readOnly ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN',
    `SET LOCAL statement_timeout = ${timeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs ?? longestIdleMs}`,
    ...(lockTimeoutMs === undefined ? [] : [`SET LOCAL lock_timeout = ${lockTimeoutMs}`]),
  ].join('; ')
}

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
    const left = Math.max(1, Math.ceil(Math.min(timeout + graceMs, endsAt - performance.now())))
    const statement = { text, values: values as unknown[], query_timeout: left } satisfies pg.QueryConfig & {
      query_timeout: number
    }
    return (await client.query<Row>(statement)).rows
  }
  try {
    await query(beginStatement(options, timeout))
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
