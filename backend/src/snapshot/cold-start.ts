/**
 * Cold start: which tier supplies the first snapshot. In this order:
 *
 *   1. The database, if it responds within 300 ms. An embedded server cannot, since this program is only starting it, so there is no wait.
 *   2. The file, if there is one.
 *   3. The database or upstream, whichever responds first, for up to 3 s.
 *   4. The seed.
 *
 * No tier is abandoned: one that responds later replaces the snapshot if it is better.
 */
import type { Clock } from '../lib/clock.js'
import type { Snapshot } from './snapshot.js'
import type { SnapshotStore } from './snapshot-store.js'

export const databaseFirstMs = 300
export const anyTierMs = 3_000

export interface ColdStartTiers {
  /** Resolves when the database has been queried, or is known to be unavailable. */
  database: Promise<unknown>
  /** This program starts the database itself. */
  databaseIsEmbedded?: boolean
  file: () => Promise<Snapshot | null>
  /** Starts a sync. */
  upstream: () => Promise<unknown>
  seed: () => Promise<Snapshot>
}

/** Resolves as soon as there is a snapshot. `onTrouble` is called for a tier that exists but cannot be used. */
export async function coldStart(
  store: SnapshotStore,
  tiers: ColdStartTiers,
  clock: Clock,
  onTrouble: (what: string, error: unknown) => void,
): Promise<void> {
  const offer = async (what: string, load: () => Promise<Snapshot | null>): Promise<void> => {
    try {
      const snapshot = await load()
      if (snapshot) await store.offer(snapshot)
    } catch (error) {
      onTrouble(what, error)
    }
  }
  // The file is read even if the database responds: it may be newer, while the newest observations are still in the spool.
  const file = tiers.file()
  file.catch(() => {})
  if (!tiers.databaseIsEmbedded) await Promise.race([store.first(), tiers.database, clock.sleep(databaseFirstMs)])
  await offer('file_tier_unusable', () => file)
  const upstream = tiers.upstream()
  if (store.current() !== null) return
  await Promise.race([
    store.first(),
    Promise.allSettled([upstream, tiers.database]),
    clock.sleep(anyTierMs - databaseFirstMs),
  ])
  if (store.current() === null) await offer('seed_unusable', tiers.seed)
}
