import { QueryError } from '@modelkeep/catalog/query/query-error'
import type { PointInTime } from '../../history/historical-catalogues.js'
import { isSettled, type HistoryState } from '../../history/history-state.js'
import { readHistory, type HistoryReading } from '../../history/read-history.js'
import type { Queryable } from '../../postgres/queryable.js'
import { isFromTheFuture } from '../../snapshot/freshness.js'
import type { HistoryBasis } from '../route.js'
import type { Services } from '../services.js'

export interface ReadFromHistory<T> {
  value: T
  basis: HistoryBasis
}

/** Reads from history up to now. The result is valid until the next sync that changes the catalogue. */
export async function readCurrentHistory<T>(
  { db }: Pick<Services, 'db'>,
  read: (tx: Queryable, state: HistoryState) => Promise<T>,
): Promise<ReadFromHistory<T>> {
  const reading = await readHistory(db, read)
  return { value: reading.value, basis: currentHistoryBasis(reading) }
}

/** The basis of a response about history up to now. */
export function currentHistoryBasis({ state, changedAt }: Omit<HistoryReading<unknown>, 'value'>): HistoryBasis {
  return { kind: 'history', changedAt, state, settled: false, dependsOnToday: false }
}

/** The basis of a response about one moment. Before the first sync nothing has ever changed. */
export function basisAt(found: Pick<PointInTime, 'moment' | 'state' | 'sync' | 'overlayChangedAt'>): HistoryBasis {
  const { moment, state, sync, overlayChangedAt = 0 } = found
  const settled = isSettled(moment, state)
  return {
    kind: 'history',
    changedAt: Math.max(sync?.observedAt ?? 0, overlayChangedAt),
    state,
    settled,
    dependsOnToday: false,
  }
}

/** `as_of` in Unix milliseconds. @throws QueryError if it is in the future by more than clocks may differ */
export function momentOf(asOf: string, now: number): number {
  const moment = Date.parse(asOf)
  if (isFromTheFuture(moment, now))
    throw new QueryError('as_of', `must not be in the future; it is now ${new Date(now).toISOString()}`)
  return moment
}

/** Why nothing is known of a moment; undefined if something is. */
export function reasonOf({ sync, firstAt, state }: PointInTime): string | undefined {
  if (sync !== null) return undefined
  if (firstAt === null && state.appliedId === null)
    return 'nothing is known of that moment: no catalogue has been observed yet'
  return `nothing is known of that moment: the first observation was made at ${new Date(firstAt ?? 0).toISOString()}`
}
