// One mirrored catalogue: fetched by one replica at a time, checked, and stored in PostgreSQL and a file.
import { BadMirrorDocument } from '@modelkeep/catalog/mirrors/mirror-entry'
import { contentHash } from '../catalogue/content.js'
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import { insertQuarantined } from '../postgres/queries/quarantine.js'
import { ADAPTERS, type MirrorSource } from './adapters.js'
import { parseMirrored, quarantineReason, type MirrorLimits } from './check-document.js'
import type { DocumentFetcher, FetchedDocument } from './fetch-document.js'
import { hashEntries } from './hash-entries.js'
import { createMirrorCopy, type MirrorCopy } from './mirror-copy.js'
import { commitMirror, type StoredMirror } from './mirror-database.js'
import type { MirrorFiles } from './mirror-files.js'
import { reportTrouble } from './mirror-trouble.js'
import type { MirroredCatalogue, Quarantined } from './mirrored-catalogue.js'
import { claimFetch, releaseFetch } from './queries/claim-fetch.js'
import { confirmMirror } from './queries/write-fetch.js'

export interface MirrorParts {
  db: Database
  fetcher: DocumentFetcher
  files: MirrorFiles
  clock: Clock
  events: Events
  limits: MirrorLimits
  /** A document with fewer is rejected. */
  minEntries: number
  /** At most one fetch by all replicas within this time. */
  gapMs: number
}

export interface Mirror extends Pick<MirrorCopy, 'served' | 'status' | 'loadFile' | 'reconcile'> {
  readonly source: MirrorSource
  /** Reconciles, then fetches if no replica did recently. Rejects if that failed; the copy stays. */
  sync(signal: AbortSignal): Promise<void>
  /**
   * Serves and stores a quarantined document, as of the time it was last seen, unless a good one has arrived since.
   * @throws BadMirrorDocument
   */
  approve(bytes: Buffer, observedAt: number): Promise<'applied' | 'outdated'>
}

export function createMirror(source: MirrorSource, parts: MirrorParts): Mirror {
  const { db, fetcher, files, clock, events, limits, minEntries, gapMs } = parts
  /** The file is the last resort: without it everything else still works. */
  const save = (mirror: StoredMirror): Promise<void> =>
    files.save(mirror).catch((error: unknown) => reportTrouble(events, 'mirror_not_saved', source, error))
  const copy = createMirrorCopy(source, { db, files: { ...files, save } })

  async function accept(fetched: FetchedDocument, now: number): Promise<void> {
    const entries = parseMirrored(ADAPTERS[source], minEntries, fetched.bytes)
    const known = copy.served()?.catalogue ?? null
    const problem = quarantineReason(entries.length, known?.hashes.size ?? null, limits)
    if (problem !== null) return quarantine(fetched.bytes, { ...problem, observedAt: now })
    const { hashes, bodies } = await hashEntries(entries)
    const { etag, lastModified } = fetched
    const isSame = known !== null && areEqual(hashes, known.hashes)
    const catalogue: MirroredCatalogue = isSame
      ? { ...known, etag, lastModified }
      : { source, document: ADAPTERS[source].join(entries), hashes, changedAt: now, etag, lastModified }
    const served = copy.serve(catalogue, now)
    try {
      if (db.status().state === 'connected')
        await (isSame ? confirmMirror(db, source, now) : copy.store(catalogue, bodies))
    } finally {
      await save(copy.served() ?? served)
    }
  }

  async function quarantine(body: Buffer, quarantined: Quarantined): Promise<void> {
    copy.report({ quarantined, lastError: null })
    events.emit('trouble', { what: 'mirror_quarantined', error: new Error(`${source}: ${quarantined.detail}`) })
    if (db.status().state !== 'connected') return
    const entry = { ...quarantined, scope: source, payloadHash: contentHash(body), modelId: null, lossHash: null, body }
    await db.transaction((tx) => insertQuarantined(tx, entry))
  }

  async function approve(bytes: Buffer, observedAt: number): Promise<'applied' | 'outdated'> {
    const entries = parseMirrored(ADAPTERS[source], minEntries, bytes)
    const { hashes, bodies } = await hashEntries(entries)
    await copy.reconcile()
    if ((copy.served()?.confirmedAt ?? -Infinity) >= observedAt) return 'outdated'
    const document = ADAPTERS[source].join(entries)
    const catalogue = { source, document, hashes, changedAt: observedAt, etag: null, lastModified: null }
    const changedAt = await commitMirror(db, catalogue, bodies)
    if (changedAt === null) return 'outdated'
    const served = copy.serve({ ...catalogue, changedAt }, observedAt)
    await save(served)
    return 'applied'
  }

  async function confirm(now: number): Promise<void> {
    copy.confirm(now)
    if (db.status().state === 'connected') await confirmMirror(db, source, now)
  }

  /** Also when the database cannot be used: then nobody knows what other replicas fetch. */
  async function isDue(): Promise<boolean> {
    if (db.status().state !== 'connected') return true
    try {
      await copy.reconcile()
      return await claimFetch(db, source, gapMs)
    } catch (error) {
      reportTrouble(events, 'mirror_not_loaded', source, error)
      return true
    }
  }

  return {
    source,
    served: copy.served,
    status: copy.status,
    loadFile: copy.loadFile,
    reconcile: copy.reconcile,
    approve,
    sync: async (signal) => {
      if (!(await isDue())) return
      try {
        const fetched = await fetcher.fetch(copy.served()?.catalogue ?? null, signal)
        await (fetched === null ? confirm(clock.now()) : accept(fetched, clock.now()))
      } catch (error) {
        copy.report({ ...copy.status(), lastError: describe(error) })
        if (db.status().state === 'connected') await releaseFetch(db, source).catch(() => {}) // the claim ends by itself, too
        throw error
      }
    },
  }
}

/** The same entries in the same order. */
function areEqual(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false
  const others = other.entries()
  for (const [key, hash] of one) {
    const [otherKey, otherHash] = others.next().value ?? []
    if (key !== otherKey || hash !== otherHash) return false
  }
  return true
}

/** Without what an error of the network may hold of the URL. */
function describe(error: unknown): string {
  if (error instanceof BadMirrorDocument) return error.message
  const { name, code, message } = error as { name?: string; code?: string; message?: string }
  return name === 'UpstreamError' ? (message ?? '') : `the fetch failed (${code ?? name ?? 'unknown error'})`
}
