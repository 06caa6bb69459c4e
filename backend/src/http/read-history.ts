import type { HistoryState } from '../history/history-state.js'
import { readHistory as readValue } from '../history/read-history.js'
import type { Queryable } from '../postgres/queryable.js'
import type { HttpContext } from './context.js'
import type { HistoryAnswer } from './bodies/history.js'

/** What `build` makes of history up to now, read in one consistent view: true until the next sync that changes the catalogue. */
export async function readHistory(
  { db }: Pick<HttpContext, 'db'>,
  build: (tx: Queryable, state: HistoryState) => Promise<unknown>,
): Promise<HistoryAnswer & { body: string }> {
  const { value, state, changedAt } = await readValue(db, build)
  return { body: JSON.stringify(value), changedAt, marks: state, settled: false }
}
