import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { OverlayStore } from '../overlay/overlay-store.js'
import { createShownSnapshots } from '../overlay/shown-snapshots.js'
import type { FileTier } from '../snapshot/file-tier.js'
import type { Origin, Snapshot } from '../snapshot/snapshot.js'
import { createSnapshotStore, type SnapshotReader, type SnapshotStore } from '../snapshot/snapshot-store.js'
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
  /** null: OVERLAY_FILE is not set. */
  overlay: OverlayStore | null
}

export interface ServedSnapshots {
  /** Upstream's, for all that stores, compares or forwards models. */
  snapshots: SnapshotStore
  /** What clients see: the same with the overlay, or the very same without one. */
  served: SnapshotReader
}

/**
 * The snapshots that are served. A snapshot is swapped in together with its prebuilt responses; one from upstream or the database is
 * saved to the file tier, without the overlay.
 */
export function createServedSnapshots(parts: ServedSnapshotParts): ServedSnapshots {
  const { clock, ttlMs, responseCache, file, events, views, stopping, overlay } = parts
  let current: Snapshot | null = null
  const shown =
    overlay && createShownSnapshots({ clock, currentOverlay: () => overlay.current(), served: () => current })
  const shownOf = (snapshot: Snapshot): Snapshot => shown?.of(snapshot) ?? snapshot
  const prebuilt = new WeakMap<Snapshot, PrebuiltResponses>()
  const prebuiltFor = (snapshot: Snapshot): PrebuiltResponses => prebuilt.get(snapshot) ?? new Map()
  const store = createSnapshotStore({
    clock,
    ttlMs,
    prepare: (candidate) => prepare(shownOf(candidate)),
  })

  async function prepare(snapshot: Snapshot): Promise<void> {
    const responses = await prebuildResponses(snapshot, views)
    prebuilt.set(snapshot, responses)
    // Clients wait for the first snapshot: its lists are compressed after the swap.
    if (current !== null) await compressResponses(responses)
  }

  /** Compresses the lists and builds the search index, in the background. */
  async function finish(snapshot: Snapshot): Promise<void> {
    await compressResponses(prebuiltFor(snapshot))
    await views(snapshot.catalogue).prepareSearch(() => current === snapshot && !stopping.aborted)
  }

  const onTrouble = (error: unknown): void => void events.emit('trouble', { what: 'work_behind_failed', error })

  function serve(snapshot: Snapshot): void {
    current = snapshot
    responseCache.reset(snapshot, prebuiltFor(snapshot))
    const models = snapshot.catalogue.entries.length
    events.emit('snapshot', { tier: snapshot.tier, models, ageMs: store.ageMs() ?? 0 })
    finish(snapshot).catch(onTrouble)
  }

  /** Serves the same upstream snapshot with another overlay, unless a newer one is served meanwhile. */
  async function serveAgain(base: Snapshot): Promise<void> {
    const next = shownOf(base)
    await prepare(next)
    if (store.current() === base && shownOf(base) === next) serve(next)
    warn(base)
  }

  function warn(base: Snapshot): void {
    const warnings = shown?.newWarnings(base) ?? []
    if (warnings.length > 0) events.emit('overlay_warnings', warnings)
  }

  events.on('history', (state) => responseCache.setHistoryState(state))
  overlay?.onChange((reloaded) => {
    if (reloaded) responseCache.dropHistorical()
    const base = store.current()
    if (base !== null) serveAgain(base).catch(onTrouble)
  })
  store.onChange((snapshot, confirmedAt, swapped) => {
    if (swapped) {
      const next = shownOf(snapshot)
      serve(next)
      if (!prebuilt.has(next)) serveAgain(snapshot).catch(onTrouble) // the overlay has changed meanwhile
      warn(snapshot)
    }
    if (snapshot.tier === 'upstream' || snapshot.tier === 'database') void file.save(snapshot, confirmedAt)
  })
  const served = shown && {
    current: () => current,
    confirmedAt: () => store.confirmedAt(),
    ageMs: () => store.ageMs(),
    ageMsOf: (origin: Origin) => store.ageMsOf(shown.baseOf(origin)),
    state: () => store.state(),
    invalidate: () => store.invalidate(),
    first: async () => (await store.first(), current!),
  }
  return { snapshots: store, served: served ?? store }
}
