import { historyMarks, type HistoryMarks } from '../history/history-marks.js'
import type { Queryable } from '../postgres/queryable.js'
import { newestSync } from '../postgres/queries/newest-sync.js'
import type { HttpContext } from './context.js'
import type { HistoryAnswer } from './bodies/history.js'

const statementTimeoutMs = 5_000

/** What `build` makes of history up to now, read in one consistent view: true until the next sync that changes the catalogue. */
export function readHistory(
  { db }: Pick<HttpContext, 'db'>,
  build: (tx: Queryable, marks: HistoryMarks) => Promise<unknown>,
): Promise<HistoryAnswer & { body: string }> {
  return db.transaction(
    async (tx) => {
      const found = await newestSync(tx)
      const marks = historyMarks(found)
      return {
        body: JSON.stringify(await build(tx, marks)),
        changedAt: found.newest?.appliedAt ?? 0,
        marks,
        settled: false,
      }
    },
    { readOnly: true, statementTimeoutMs },
  )
}
