import type { FreshnessState } from '@modelkeep/catalog/contract/health'
import type { Clock } from '../lib/clock.js'
import { ageMs, freshnessState, isBetter } from './freshness.js'
import type { Origin, Snapshot } from './snapshot.js'

export interface SnapshotStore {
  current(): Snapshot | null
  /** Unix milliseconds: when upstream last confirmed what is served; null when nothing is. */
  confirmedAt(): number | null
  ageMs(): number | null
  /** The age of what an answer was made from: a snapshot, which may have been replaced meanwhile, or another document. */
  ageMsOf(origin: Origin): number
  state(): FreshnessState
  /**
   * Serves `candidate` from now on if it is better than what is served (see freshness.ts). Tells whether it is. Where its content
   * differs and is dated no later (the past was written anew), it changed now: no date of the old one may stand for it.
   */
  offer(candidate: Snapshot): Promise<boolean>
  /** Upstream confirmed at `at` that the catalogue with this hash is still the current one. */
  confirm(hash: string, at: number): void
  /** Marks what is served as stale until it is confirmed or replaced. */
  invalidate(): void
  /** Resolves as soon as there is a snapshot. */
  first(): Promise<Snapshot>
  /** Called after each swap and each confirmation. */
  onChange(listener: (snapshot: Snapshot, confirmedAt: number, swapped: boolean) => void): void
}

export interface SnapshotStoreOptions {
  clock: Clock
  ttlMs: number
  /** Runs before a snapshot is swapped in, so that its most asked answers are ready when it is. */
  prepare?: (candidate: Snapshot) => Promise<void>
}

export function createSnapshotStore({ clock, ttlMs, prepare }: SnapshotStoreOptions): SnapshotStore {
  let snapshot: Snapshot | null = null
  let confirmedAt = 0
  let invalidated = false
  const listeners: ((snapshot: Snapshot, confirmedAt: number, swapped: boolean) => void)[] = []
  let announceFirst: (snapshot: Snapshot) => void = () => {}
  const firstOne = new Promise<Snapshot>((resolve) => {
    announceFirst = resolve
  })

  const vintage = () => snapshot && { tier: snapshot.tier, hash: snapshot.catalogue.hash, confirmedAt }
  const betterThanNow = (candidate: Snapshot): boolean =>
    isBetter({ tier: candidate.tier, hash: candidate.catalogue.hash, confirmedAt: candidate.confirmedAt }, vintage())

  function confirm(hash: string, at: number): void {
    if (snapshot === null || snapshot.catalogue.hash !== hash || at < confirmedAt) return
    invalidated = false
    if (at === confirmedAt) return
    confirmedAt = at
    for (const listener of listeners) listener(snapshot, confirmedAt, false)
  }

  return {
    current: () => snapshot,
    confirmedAt: () => (snapshot ? confirmedAt : null),
    ageMs: () => (snapshot ? ageMs(confirmedAt, clock.now()) : null),
    ageMsOf: (of) => ageMs(of === snapshot ? confirmedAt : of.confirmedAt, clock.now()),
    state: () =>
      freshnessState({
        snapshot: snapshot && { tier: snapshot.tier, confirmedAt },
        now: clock.now(),
        ttlMs,
        invalidated,
      }),
    offer: async (offered) => {
      const candidate = datedAfter(snapshot, offered, clock.now())
      if (betterThanNow(candidate)) {
        await prepare?.(candidate)
        if (betterThanNow(candidate)) {
          snapshot = candidate
          confirmedAt = candidate.confirmedAt
          invalidated = false
          for (const listener of listeners) listener(candidate, confirmedAt, true)
          announceFirst(candidate)
          return true
        }
      }
      confirm(candidate.catalogue.hash, candidate.confirmedAt)
      return false
    },
    confirm,
    invalidate: () => {
      invalidated = true
    },
    first: () => firstOne,
    onChange: (listener) => listeners.push(listener),
  }
}

function datedAfter(current: Snapshot | null, candidate: Snapshot, now: number): Snapshot {
  const differs = current !== null && candidate.catalogue.hash !== current.catalogue.hash
  return differs && candidate.changedAt <= current.changedAt ? { ...candidate, changedAt: now } : candidate
}
