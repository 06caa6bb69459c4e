import type { SyncMarks } from '../postgres/queries/newest-sync.js'

/** The state of history that a response was computed from. A response stays valid until the next state. */
export interface HistoryState {
  /** How often the recorded past was rewritten, by an import for example. */
  rewrites: number
  /** The newest sync that changed the catalogue; null before the first. */
  appliedId: number | null
  /** When upstream last confirmed the catalogue, in Unix milliseconds; null before the first sync. */
  confirmedAt: number | null
}

export function historyStateOf({ newest, rewrites }: Pick<SyncMarks, 'newest' | 'rewrites'>): HistoryState {
  return { rewrites, appliedId: newest?.appliedId ?? null, confirmedAt: newest?.confirmedAt ?? null }
}

/**
 * Whether only a rewrite can still change what is recorded for `moment` (Unix milliseconds). The moment of the newest sync itself
 * is not settled: another replica may observe something in the same millisecond.
 */
export function isSettled(moment: number, { confirmedAt }: HistoryState): boolean {
  return confirmedAt !== null && moment < confirmedAt
}
