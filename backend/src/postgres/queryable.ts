import type { QueryResultRow } from 'pg'

export type Row = QueryResultRow

/** What a query file needs: rows for a text and its parameters. A pool and a transaction both are one. */
export interface Queryable {
  query<T extends Row>(text: string, values?: readonly unknown[]): Promise<T[]>
}

export interface TransactionOptions {
  /** Milliseconds that any one statement may take. */
  statementTimeoutMs?: number
  /** Milliseconds that all of them together may take, where each is answered in time but the whole is not (a way of 1 KB/s). */
  deadlineMs?: number
  /** Milliseconds to wait for a lock that somebody else holds; then SQLSTATE 55P03. Unless given: as long as the statement may take. */
  lockTimeoutMs?: number
  /** Milliseconds that this process may say nothing between two statements; then the server ends the connection. 10 s unless given. */
  idleTimeoutMs?: number
  readOnly?: boolean
}
