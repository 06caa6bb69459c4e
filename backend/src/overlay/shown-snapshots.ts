import { overlayWarnings } from '@modelkeep/catalog/overlay/apply-overlay'
import type { Clock } from '../lib/clock.js'
import { datedAfter } from '../snapshot/snapshot-store.js'
import type { Origin, Snapshot } from '../snapshot/snapshot.js'
import type { LoadedOverlay } from './overlay-file.js'
import { overlaidCatalogue } from './overlaid-catalogue.js'

/** Snapshots with the overlay that applies now. */
export interface ShownSnapshots {
  /** Of an upstream snapshot; the same object until the overlay changes. */
  of(base: Snapshot): Snapshot
  /** The upstream snapshot that one was made from, which the snapshot store knows; another origin is returned as it is. */
  baseOf(shown: Origin): Origin
  /** What is probably a mistake in the overlay. Each is returned once for each version of the file. */
  newWarnings(base: Snapshot): string[]
}

interface Parts {
  clock: Clock
  currentOverlay: () => LoadedOverlay
  /** The snapshot that is served. */
  served: () => Snapshot | null
}

interface Known {
  shown: Snapshot
  loaded: LoadedOverlay
  from: number | null
}

export function createShownSnapshots({ clock, currentOverlay, served }: Parts): ShownSnapshots {
  const known = new WeakMap<Snapshot, Known>()
  const bases = new WeakMap<Origin, Snapshot>()
  const given = new WeakMap<LoadedOverlay, Set<string>>()

  return {
    of: (base) => {
      const loaded = currentOverlay()
      const now = clock.now()
      const state = loaded.overlay.at(now)
      const before = known.get(base)
      if (before?.loaded === loaded && before.from === state.from) return before.shown
      const changedAt = Math.max(base.changedAt, loaded.changedAt, state.from ?? -Infinity)
      const catalogue = overlaidCatalogue(base.catalogue, state)
      const shown = datedAfter(served(), { ...base, catalogue, changedAt }, now)
      known.set(base, { shown, loaded, from: state.from })
      bases.set(shown, base)
      return shown
    },
    baseOf: (shown) => bases.get(shown) ?? shown,
    newWarnings: ({ catalogue, tier }) => {
      if (tier === 'seed') return [] // it may be months old
      const loaded = currentOverlay()
      const old = given.get(loaded) ?? new Set()
      const warnings = overlayWarnings(loaded.overlay.at(clock.now()), catalogue.byId).filter((one) => !old.has(one))
      given.set(loaded, new Set([...old, ...warnings]))
      return warnings
    },
  }
}
