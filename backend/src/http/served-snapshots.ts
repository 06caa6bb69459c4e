import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { FileTier } from '../snapshot/file-tier.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { createSnapshotStore, type SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Views } from './bodies/catalogue-view.js'
import { compressResponses, prebuildResponses, type PrebuiltResponses } from './response/prebuilt.js'
import type { ResponseCache } from './response/response-cache.js'

export interface ServedSnapshotParts {
  clock: Clock
  ttlMs: number
  responseCache: ResponseCache
  file: FileTier
  events: Events
  views: Views
  /** Aborted when the program is told to stop. */
  stopping: AbortSignal
}

/**
 * The snapshots that are served. A snapshot is swapped in together with its prebuilt responses; one from upstream or the database is
 * saved to the file tier.
 */
export function createServedSnapshots(parts: ServedSnapshotParts): SnapshotStore {
  const { clock, ttlMs, responseCache, file, events, views, stopping } = parts
  const prebuilt = new WeakMap<Snapshot, PrebuiltResponses>()
  const prebuiltFor = (snapshot: Snapshot): PrebuiltResponses => prebuilt.get(snapshot) ?? new Map()
  const store = createSnapshotStore({
    clock,
    ttlMs,
    prepare: async (candidate) => {
      const responses = await prebuildResponses(candidate, views)
      prebuilt.set(candidate, responses)
      // Clients wait for the first snapshot: its lists are compressed after the swap.
      if (store.current() !== null) await compressResponses(responses)
    },
  })

  /** Compresses the lists and builds the search index, in the background. */
  async function finish(snapshot: Snapshot): Promise<void> {
    await compressResponses(prebuiltFor(snapshot))
    await views(snapshot.catalogue).prepareSearch(() => store.current() === snapshot && !stopping.aborted)
  }

  events.on('history', (state) => responseCache.setHistoryState(state))
  store.onChange((snapshot, confirmedAt, swapped) => {
    if (swapped) {
      responseCache.reset(snapshot, prebuiltFor(snapshot))
      const models = snapshot.catalogue.entries.length
      events.emit('snapshot', { tier: snapshot.tier, models, ageMs: store.ageMs() ?? 0 })
      finish(snapshot).catch((error: unknown) => events.emit('trouble', { what: 'work_behind_failed', error }))
    }
    if (snapshot.tier === 'upstream' || snapshot.tier === 'database') void file.save(snapshot, confirmedAt)
  })
  return store
}
