import type { QueryResultRow } from 'pg'

export type Row = QueryResultRow

/** Runs a statement and returns its rows. Implemented by the database and by a transaction. */
export interface Queryable {
  query<T extends Row>(text: string, values?: readonly unknown[]): Promise<T[]>
}

export interface TransactionOptions {
  /** Limit for each statement, in milliseconds. */
  statementTimeoutMs?: number
  /** Limit for all statements together, in milliseconds, for links so slow (1 KB/s) that each one is in time but their sum is not. */
  deadlineMs?: number
  /** How long to wait for a lock, in milliseconds; then SQLSTATE 55P03. By default as long as the statement may take. */
  lockTimeoutMs?: number
  /** How long this process may pause between two statements, in milliseconds, before the server ends the connection. Default: 10 s. */
  idleTimeoutMs?: number
  readOnly?: boolean
}
