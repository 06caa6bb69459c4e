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

const statementTimeoutMs = 5_000

/** Runs `read` against one consistent view of history. @throws DatabaseUnavailable */
export function readHistory<T>(
  db: Database,
  read: (tx: Queryable, state: HistoryState) => Promise<T>,
): Promise<HistoryReading<T>> {
  return db.transaction(
    async (tx) => {
      const marks = await newestSync(tx)
      const state = historyStateOf(marks)
      return { value: await read(tx, state), state, changedAt: marks.newest?.appliedAt ?? 0 }
    },
    { readOnly: true, statementTimeoutMs },
  )
}
