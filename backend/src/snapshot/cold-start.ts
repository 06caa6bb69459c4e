/**
 * Cold start: which tier gives the first answer.
 *
 * The database, if it answers within 300 ms (one that we start ourselves cannot, and is not waited for); else the file at once, if
 * there is one; else up to 3 s for the database or upstream, whichever is first; else the seed. None of them is given up: whichever comes later swaps in if it is better.
 */
import type { Clock } from '../lib/clock.js'
import type { Snapshot } from './snapshot.js'
import type { SnapshotStore } from './snapshot-store.js'

export const databaseFirstMs = 300
export const anyTierMs = 3_000

export interface ColdStartTiers {
  /** Resolves when the database has been asked, or is known to have no answer. */
  database: Promise<unknown>
  /** The program starts that database itself. */
  databaseIsOurs?: boolean
  file: () => Promise<Snapshot | null>
  /** Begins to ask upstream. */
  upstream: () => Promise<unknown>
  seed: () => Promise<Snapshot>
}

/** Resolves as soon as there is a snapshot. `onTrouble` hears of a tier that is there but cannot be used. */
export async function coldStart(
  store: SnapshotStore,
  tiers: ColdStartTiers,
  clock: Clock,
  onTrouble: (what: string, error: unknown) => void,
): Promise<void> {
  const use = async (what: string, load: () => Promise<Snapshot | null>): Promise<void> => {
    try {
      const snapshot = await load()
      if (snapshot) await store.offer(snapshot)
    } catch (error) {
      onTrouble(what, error)
    }
  }
  // The file is read meanwhile: it may be newer than the database, where what was observed last waits in the spool.
  const file = tiers.file()
  file.catch(() => {})
  if (!tiers.databaseIsOurs) await Promise.race([store.first(), tiers.database, clock.sleep(databaseFirstMs)])
  await use('file_tier_unusable', () => file)
  const asked = tiers.upstream()
  if (store.current() !== null) return
  await Promise.race([
    store.first(),
    Promise.allSettled([asked, tiers.database]),
    clock.sleep(anyTierMs - databaseFirstMs),
  ])
  if (store.current() === null) await use('seed_unusable', tiers.seed)
}
