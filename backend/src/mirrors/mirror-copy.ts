// The copy of a mirrored document that is served, and why a newer one is not: in memory, and brought in line with PostgreSQL.
import type { Database } from '../postgres/database.js'
import { ADAPTERS, type MirrorSource } from './adapters.js'
import { hashEntries } from './hash-entries.js'
import { commitMirror, readMirror } from './mirror-database.js'
import type { MirrorFiles } from './mirror-files.js'
import type { MirroredCatalogue, Quarantined, ServedMirror } from './mirrored-catalogue.js'
import { newestQuarantined } from './queries/newest-quarantined.js'
import { fetchAt } from './queries/read-fetch.js'

export interface MirrorStatus {
  quarantined: Quarantined | null
  /** Why the last fetch failed; null if it did not. */
  lastError: string | null
}

export interface MirrorCopy {
  /** null: there is no copy yet. */
  served(): ServedMirror | null
  status(): MirrorStatus
  report(status: MirrorStatus): void
  /** Serves a document that its site sent, from now on. Nothing is quarantined any more. */
  serve(catalogue: MirroredCatalogue, confirmedAt: number): ServedMirror
  /** Its site still has the served document. */
  confirm(at: number): void
  /** Loads the file, unless there is a copy already. */
  loadFile(): Promise<void>
  /** Takes what is newer in PostgreSQL, also into the file, or stores what is newer here, and learns what other replicas quarantined. */
  reconcile(): Promise<void>
  /** Commits the served document. */
  store(catalogue: MirroredCatalogue, bodies: ReadonlyMap<string, string>): Promise<void>
}

export function createMirrorCopy(
  source: MirrorSource,
  { db, files }: { db: Database; files: MirrorFiles },
): MirrorCopy {
  let served: ServedMirror | null = null
  let status: MirrorStatus = { quarantined: null, lastError: null }

  async function loadFile(): Promise<void> {
    const stored = served === null ? await files.load(source) : null
    if (served === null && stored !== null) served = { ...stored, tier: 'file' }
  }

  async function reconcile(): Promise<void> {
    const stored = await fetchAt(db, source, null)
    const here = served?.catalogue.changedAt ?? -Infinity
    if (stored !== null && stored.observedAt > here) {
      const read = await readMirror(db, source, null)
      // A fetch may have ended meanwhile.
      const isNewer = read !== null && read.catalogue.changedAt > (served?.catalogue.changedAt ?? -Infinity)
      if (isNewer) {
        served = { ...read, tier: 'database' }
        await files.save(served)
      }
    } else if (served !== null && (stored === null || stored.observedAt < here)) {
      const { bodies } = await hashEntries(ADAPTERS[source].parse(served.catalogue.document))
      await store(served.catalogue, bodies)
    } else if (served !== null && stored !== null && stored.confirmedAt > served.confirmedAt)
      served = { ...served, confirmedAt: stored.confirmedAt }
    const confirmedAt = served?.confirmedAt ?? -Infinity
    const isCurrent = (status.quarantined?.observedAt ?? -Infinity) > confirmedAt
    const quarantined = await newestQuarantined(db, source, confirmedAt)
    status = { ...status, quarantined: quarantined ?? (isCurrent ? status.quarantined : null) }
  }

  async function store(catalogue: MirroredCatalogue, bodies: ReadonlyMap<string, string>): Promise<void> {
    const changedAt = await commitMirror(db, catalogue, bodies)
    // Another replica may have observed the same before, or something newer, which the next reconciliation loads.
    if (changedAt !== null && served?.catalogue === catalogue && changedAt !== catalogue.changedAt)
      served = { ...served, catalogue: { ...catalogue, changedAt } }
  }

  return {
    served: () => served,
    status: () => status,
    report: (current) => {
      status = current
    },
    serve: (catalogue, confirmedAt) => {
      status = { quarantined: null, lastError: null }
      return (served = { catalogue, tier: 'upstream', confirmedAt })
    },
    confirm: (at) => {
      status = { quarantined: null, lastError: null }
      if (served !== null) served = { ...served, confirmedAt: at }
    },
    loadFile,
    reconcile,
    store,
  }
}
