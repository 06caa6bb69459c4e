import { QueryError } from '@modelkeep/catalog/query/error'
import type { PastMoment } from '../../history/as-of.js'
import { historyMarks, isSettled, type HistoryMarks } from '../../history/history-marks.js'
import { newestSync } from '../../postgres/queries/newest-sync.js'
import type { Queryable } from '../../postgres/queryable.js'
import { isFromTheFuture } from '../../snapshot/freshness.js'
import type { HistoryBasis } from '../route.js'
import type { Services } from '../services.js'

const statementTimeoutMs = 5_000

export interface ReadFromHistory<T> {
  value: T
  basis: HistoryBasis
}

/** Reads from history up to now, in one consistent view. The result is valid until the next sync that changes the catalogue. */
export function readHistory<T>(
  { db }: Pick<Services, 'db'>,
  read: (tx: Queryable, marks: HistoryMarks) => Promise<T>,
): Promise<ReadFromHistory<T>> {
  return db.transaction(
    async (tx) => {
      const found = await newestSync(tx)
      const marks = historyMarks(found)
      const changedAt = found.newest?.appliedAt ?? 0
      return {
        value: await read(tx, marks),
        basis: { kind: 'history', changedAt, marks, settled: false, dependsOnToday: false },
      }
    },
    { readOnly: true, statementTimeoutMs },
  )
}

/** The basis of a response about one moment. Before the first sync nothing has ever changed. */
export function basisAt({ moment, marks, sync }: PastMoment): HistoryBasis {
  const settled = isSettled(moment, marks)
  return { kind: 'history', changedAt: sync?.observedAt ?? 0, marks, settled, dependsOnToday: false }
}

/** `as_of` in Unix milliseconds. @throws QueryError if it is in the future by more than clocks may differ */
export function momentOf(asOf: string, now: number): number {
  const moment = Date.parse(asOf)
  if (isFromTheFuture(moment, now))
    throw new QueryError('as_of', `must not be in the future; it is now ${new Date(now).toISOString()}`)
  return moment
}

/** Why nothing is known of a moment; undefined if something is. */
export function reasonOf({ sync, firstAt, marks }: PastMoment): string | undefined {
  if (sync !== null) return undefined
  if (firstAt === null && marks.appliedId === null)
    return 'nothing is known of that moment: no catalogue has been observed yet'
  return `nothing is known of that moment: the first observation was made at ${new Date(firstAt ?? 0).toISOString()}`
}
