import { DatabaseUnavailable } from '../postgres/database-error.js'
import type { Database } from '../postgres/database.js'
import { newestSync } from '../postgres/queries/newest-sync.js'
import type { Queryable } from '../postgres/queryable.js'
import { historyStateOf, type HistoryState } from './history-state.js'

export interface HistoryReading<T> {
  value: T
  /** The state of history that `value` was read from. */
  state: HistoryState
  /** When the catalogue last changed, in Unix milliseconds; 0 before the first sync. */
  changedAt: number
}

/** The server cancels a statement that takes longer, and no statement is sent after the total. */
const statementTimeoutMs = 5_000
const longestReadMs = 8_000

/** Runs `read` against one consistent view of history. @throws DatabaseUnavailable, also if it takes too long */
export function readHistory<T>(
  db: Database,
  read: (tx: Queryable, state: HistoryState, changedAt: number) => Promise<T>,
  { statementMs = statementTimeoutMs, totalMs = longestReadMs } = {},
): Promise<HistoryReading<T>> {
  const reading = db.transaction(
    async (unlimited) => {
      const tx = limited(unlimited, totalMs)
      const marks = await newestSync(tx)
      const state = historyStateOf(marks)
      const changedAt = marks.newest?.appliedAt ?? 0
      return { value: await read(tx, state, changedAt), state, changedAt }
    },
    { readOnly: true, statementTimeoutMs: statementMs },
  )
  return reading.catch((error: unknown) => {
    throw wasCancelled(error) ? new DatabaseUnavailable(tooSlow, error) : error
  })
}

const tooSlow = 'the query took too long'

function limited(tx: Queryable, totalMs: number): Queryable {
  const endsAt = performance.now() + totalMs
  return {
    query: async (text, values) => {
      if (performance.now() > endsAt) throw new DatabaseUnavailable(tooSlow)
      return tx.query(text, values)
    },
  }
}

/** SQLSTATE 57014: by `statement_timeout`. */
function wasCancelled(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '57014'
}
