import type { FreshnessState } from '@modelkeep/catalog/contract/health'
import type { Clock } from '../lib/clock.js'
import { ageMs, freshnessState, isBetter, isFromTheFuture, trustedConfirmation } from './freshness.js'
import type { Origin, Snapshot } from './snapshot.js'

/** A snapshot that is served, and its freshness. */
export interface SnapshotReader {
  current(): Snapshot | null
  /** When upstream last confirmed the served catalogue, Unix milliseconds; null while there is no snapshot. */
  confirmedAt(): number | null
  ageMs(): number | null
  /** The age of whatever a response was made from: a snapshot, which may have been replaced meanwhile, or another document. */
  ageMsOf(origin: Origin): number
  state(): FreshnessState
  /** Makes the snapshot stale until it is confirmed or replaced. */
  invalidate(): void
  /** Resolves as soon as there is a snapshot. */
  first(): Promise<Snapshot>
}

/** Upstream's newest snapshot and its freshness. */
export interface SnapshotStore extends SnapshotReader {
  /**
   * Serves `candidate` from now on if it is better than the current snapshot (see freshness.ts). Resolves with whether it is. A
   * candidate with other content that is dated no later than the current one, as after an import, gets the present as its date:
   * `Last-Modified` must not go back.
   */
  offer(candidate: Snapshot): Promise<boolean>
  /** Upstream confirmed at `at` that the catalogue with this hash is current. */
  confirm(hash: string, at: number): void
  /** Called after each replacement (`swapped`) and each confirmation. */
  onChange(listener: ChangeListener): void
}

export type ChangeListener = (snapshot: Snapshot, confirmedAt: number, swapped: boolean) => void

export interface SnapshotStoreOptions {
  clock: Clock
  ttlMs: number
  /** Runs before a snapshot is swapped in, to prebuild its most requested responses. */
  prepare?: (candidate: Snapshot) => Promise<void>
}

export function createSnapshotStore(options: SnapshotStoreOptions): SnapshotStore {
  return new MemorySnapshotStore(options)
}

class MemorySnapshotStore implements SnapshotStore {
  readonly #clock: Clock
  readonly #ttlMs: number
  readonly #prepare: (candidate: Snapshot) => Promise<void>
  readonly #listeners: ChangeListener[] = []
  #current: Snapshot | null = null
  #confirmedAt = 0
  #invalidated = false
  #resolveFirst: (snapshot: Snapshot) => void = () => {}
  readonly #first = new Promise<Snapshot>((resolve) => {
    this.#resolveFirst = resolve
  })

  constructor({ clock, ttlMs, prepare = async () => {} }: SnapshotStoreOptions) {
    this.#clock = clock
    this.#ttlMs = ttlMs
    this.#prepare = prepare
  }

  current(): Snapshot | null {
    return this.#current
  }

  confirmedAt(): number | null {
    return this.#current && this.#confirmedAt
  }

  ageMs(): number | null {
    return this.#current && ageMs(this.#trusted(this.#confirmedAt), this.#clock.now())
  }

  ageMsOf(origin: Origin): number {
    const confirmedAt = origin === this.#current ? this.#confirmedAt : origin.confirmedAt
    return ageMs(this.#trusted(confirmedAt), this.#clock.now())
  }

  state(): FreshnessState {
    return freshnessState({
      snapshot: this.#current && { tier: this.#current.tier, confirmedAt: this.#trusted(this.#confirmedAt) },
      now: this.#clock.now(),
      ttlMs: this.#ttlMs,
      invalidated: this.#invalidated,
    })
  }

  async offer(offered: Snapshot): Promise<boolean> {
    const candidate = datedAfter(this.#current, offered, this.#clock.now())
    if (this.#isBetter(candidate)) {
      await this.#prepare(candidate)
      // Another snapshot may have been swapped in meanwhile.
      if (this.#isBetter(candidate)) {
        this.#swap(candidate)
        return true
      }
    }
    this.confirm(candidate.catalogue.hash, candidate.confirmedAt)
    return false
  }

  confirm(hash: string, at: number): void {
    if (this.#current?.catalogue.hash !== hash || this.#trusted(at) < this.#trusted(this.#confirmedAt)) return
    this.#invalidated = false
    if (at === this.#confirmedAt) return
    this.#confirmedAt = at
    this.#notify(this.#current, false)
  }

  invalidate(): void {
    this.#invalidated = true
  }

  first(): Promise<Snapshot> {
    return this.#first
  }

  onChange(listener: ChangeListener): void {
    this.#listeners.push(listener)
  }

  #isBetter(candidate: Snapshot): boolean {
    const current = this.#current
    return isBetter(
      { tier: candidate.tier, hash: candidate.catalogue.hash, confirmedAt: this.#trusted(candidate.confirmedAt) },
      current && { tier: current.tier, hash: current.catalogue.hash, confirmedAt: this.#trusted(this.#confirmedAt) },
    )
  }

  #trusted(confirmedAt: number): number {
    return trustedConfirmation(confirmedAt, this.#clock.now(), this.#ttlMs)
  }

  #swap(snapshot: Snapshot): void {
    this.#current = snapshot
    this.#confirmedAt = snapshot.confirmedAt
    this.#invalidated = false
    this.#notify(snapshot, true)
    this.#resolveFirst(snapshot)
  }

  #notify(snapshot: Snapshot, swapped: boolean): void {
    for (const listener of this.#listeners) listener(snapshot, this.#confirmedAt, swapped)
  }
}

/** The candidate, with the present as the date of its content if that would not be later than the one before. */
export function datedAfter(current: Snapshot | null, candidate: Snapshot, now: number): Snapshot {
  if (isFromTheFuture(candidate.changedAt, now)) return datedAfter(current, { ...candidate, changedAt: now }, now)
  const differs = current !== null && candidate.catalogue.hash !== current.catalogue.hash
  return differs && candidate.changedAt <= current.changedAt ? { ...candidate, changedAt: now } : candidate
}
