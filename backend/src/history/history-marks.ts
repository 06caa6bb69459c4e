import type { SyncMarks } from '../postgres/queries/newest-sync.js'

/** How far history goes and how often it was written anew, at the moment at which an answer was made from it. */
export interface HistoryMarks {
  rewrites: number
  /** The newest sync that changed the catalogue; null before the first. */
  appliedId: number | null
  /** When upstream last confirmed the catalogue, in Unix milliseconds; null before the first sync. */
  confirmedAt: number | null
}

export function historyMarks({ newest, rewrites }: Pick<SyncMarks, 'newest' | 'rewrites'>): HistoryMarks {
  return { rewrites, appliedId: newest?.appliedId ?? null, confirmedAt: newest?.confirmedAt ?? null }
}

/**
 * Whether only a rewrite of the past can change what is known of `moment` (Unix milliseconds). Of the very moment of the newest
 * sync it is not yet true: another replica may observe something in the same millisecond.
 */
export function isSettled(moment: number, { confirmedAt }: HistoryMarks): boolean {
  return confirmedAt !== null && moment < confirmedAt
}
