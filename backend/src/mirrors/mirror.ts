// One mirrored catalogue: in memory, PostgreSQL and a file, fetched by one replica at a time.
import { gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { BadMirrorDocument } from '@modelkeep/catalog/mirrors/mirror-entry'
import { contentHash } from '../catalogue/content.js'
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import { ADAPTERS, type MirrorSource } from './adapters.js'
import { parseMirrored, quarantineReason, type MirrorLimits } from './check-document.js'
import type { DocumentFetcher, FetchedDocument } from './fetch-document.js'
import { hashEntries } from './hash-entries.js'
import { commitMirror, readMirror } from './mirror-database.js'
import type { MirrorFiles } from './mirror-files.js'
import type { MirroredCatalogue, Quarantined, ServedMirror } from './mirrored-catalogue.js'
import { claimFetch, releaseFetch } from './queries/claim-fetch.js'
import { fetchAt } from './queries/read-fetch.js'
import { confirmMirror, writeQuarantine } from './queries/write-fetch.js'

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

export interface MirrorStatus {
  quarantined: Quarantined | null
  /** Why the last fetch failed; null if it did not. */
  lastError: string | null
}

export interface Mirror {
  readonly source: MirrorSource
  /** null: there is no copy yet. */
  served(): ServedMirror | null
  status(): MirrorStatus
  /** Loads the file, unless there is a copy already. */
  loadFile(): Promise<void>
  /** Takes what is newer in PostgreSQL, or stores what is newer here. */
  reconcile(): Promise<void>
  /** Reconciles, then fetches if no replica did recently. Rejects if that failed; the copy stays. */
  sync(signal: AbortSignal): Promise<void>
}

export function createMirror(source: MirrorSource, parts: MirrorParts): Mirror {
  const { db, fetcher, files, clock, events, limits, minEntries, gapMs } = parts
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
      if (isNewer) served = { ...read, tier: 'database' }
    } else if (served !== null && (stored === null || stored.observedAt < here)) {
      const { bodies } = await hashEntries(ADAPTERS[source].parse(served.catalogue.document))
      await store(served.catalogue, bodies)
    } else if (served !== null && stored !== null && stored.confirmedAt > served.confirmedAt)
      served = { ...served, confirmedAt: stored.confirmedAt }
  }

  async function store(catalogue: MirroredCatalogue, bodies: ReadonlyMap<string, string>): Promise<void> {
    const changedAt = await commitMirror(db, catalogue, bodies)
    // Another replica may have observed the same before.
    if (served?.catalogue === catalogue && changedAt !== catalogue.changedAt)
      served = { ...served, catalogue: { ...catalogue, changedAt } }
  }

  async function accept(fetched: FetchedDocument, now: number): Promise<void> {
    const entries = parseMirrored(ADAPTERS[source], minEntries, fetched.bytes)
    const known = served?.catalogue ?? null
    const reason = quarantineReason(entries.length, known?.hashes.size ?? null, limits)
    if (reason !== null) return quarantine(fetched.bytes, reason, now)
    const { hashes, bodies } = await hashEntries(entries)
    const { etag, lastModified } = fetched
    const isSame = known !== null && areEqual(hashes, known.hashes)
    const catalogue: MirroredCatalogue = isSame
      ? { ...known, etag, lastModified }
      : { source, document: ADAPTERS[source].join(entries), hashes, changedAt: now, etag, lastModified }
    served = { catalogue, tier: 'upstream', confirmedAt: now }
    status = { quarantined: null, lastError: null }
    if (db.status().state === 'connected') await (isSame ? confirmMirror(db, source, now) : store(catalogue, bodies))
    await files.save(served)
  }

  async function quarantine(bytes: Buffer, reason: string, observedAt: number): Promise<void> {
    status = { quarantined: { observedAt, reason }, lastError: null }
    events.emit('trouble', { what: 'mirror_quarantined', error: new Error(`${source}: ${reason}`) })
    if (db.status().state !== 'connected') return
    const body = await promisify(gzip)(bytes)
    await writeQuarantine(db, { source, hash: contentHash(bytes), observedAt, reason, body })
  }

  async function confirm(now: number): Promise<void> {
    if (served !== null) served = { ...served, confirmedAt: now }
    status = { quarantined: null, lastError: null }
    if (db.status().state === 'connected') await confirmMirror(db, source, now)
  }

  /** Also when the database cannot be used: then nobody knows what other replicas fetch. */
  async function isDue(): Promise<boolean> {
    if (db.status().state !== 'connected') return true
    try {
      await reconcile()
      return await claimFetch(db, source, gapMs)
    } catch (error) {
      events.emit('trouble', { what: 'mirror_not_loaded', error })
      return true
    }
  }

  return {
    source,
    served: () => served,
    status: () => status,
    loadFile,
    reconcile,
    sync: async (signal) => {
      if (!(await isDue())) return
      try {
        const fetched = await fetcher.fetch(served?.catalogue ?? null, signal)
        await (fetched === null ? confirm(clock.now()) : accept(fetched, clock.now()))
      } catch (error) {
        status = { ...status, lastError: describe(error) }
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
