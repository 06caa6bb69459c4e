import type { Clock } from '../lib/clock.js'
import { createConcurrencyLimit, type ConcurrencyLimit } from '../lib/concurrency-limit.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import { readDocument, writeDocument } from '../postgres/queries/mirrored-document.js'
import type { Upstream } from '../upstream/client.js'
import { UpstreamError } from '../upstream/upstream-error.js'
import type { DocumentFiles } from './document-files.js'
import { parseDocument, type UpstreamDocument } from './document.js'

/**
 * Upstream documents besides the model list, mirrored on demand through the tiers: memory, PostgreSQL, file, upstream. A document in
 * memory is returned at once, whatever its age. Once it is older than the TTL, it is refreshed in the background, from PostgreSQL if
 * another replica has a newer copy, else from upstream. A failure never replaces the last good copy.
 */
export interface DocumentStore {
  /** @returns null if upstream has no such document. @throws UpstreamError or BadDocument if no tier has a copy */
  get(path: string): Promise<UpstreamDocument | null>
  /** Resolves when no load or refresh is in progress. */
  idle(): Promise<void>
}

export interface DocumentStoreOptions {
  upstream: Pick<Upstream, 'fetchDocument'>
  db: Database
  files: DocumentFiles
  clock: Clock
  events: Events
  ttlMs: number
  /** How many documents stay in memory; the least recently used leave first. */
  maxDocuments?: number
}

/** Documents are fetched on demand, so that anybody can ask for all of them at once. */
const maxFetches = 4
const maxWaitingFetches = 100
const maxWaitMs = 5_000
const databaseTimeoutMs = 300
const retryAfterMs = 10_000

interface CachedDocument {
  /** null: upstream has none. */
  document: UpstreamDocument | null
  refreshAt: number
}

export function createDocumentStore(options: DocumentStoreOptions): DocumentStore {
  return new TieredDocumentStore(options)
}

class TieredDocumentStore implements DocumentStore {
  readonly #options: DocumentStoreOptions
  readonly #limitFetches: ConcurrencyLimit
  readonly #cached = new Map<string, CachedDocument>()
  readonly #loading = new Map<string, Promise<UpstreamDocument | null>>()

  constructor(options: DocumentStoreOptions) {
    this.#options = options
    this.#limitFetches = createConcurrencyLimit({
      maxActive: maxFetches,
      maxWaiting: maxWaitingFetches,
      maxWaitMs,
      clock: options.clock,
      refusal: (why) =>
        new UpstreamError(
          'aborted',
          why === 'too many'
            ? 'too many documents are being fetched'
            : 'upstream is too slow for the number of documents being fetched',
        ),
    })
  }

  async get(path: string): Promise<UpstreamDocument | null> {
    const cached = this.#cached.get(path)
    if (cached === undefined) return this.#once(path, () => this.#load(path))
    this.#cache(path, cached) // marks it as recently used
    if (this.#options.clock.now() >= cached.refreshAt) void this.#once(path, () => this.#refresh(path, cached.document))
    return cached.document
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.#loading.values())
  }

  /** Single-flight per path. */
  #once(path: string, work: () => Promise<UpstreamDocument | null>): Promise<UpstreamDocument | null> {
    const running = this.#loading.get(path) ?? work().finally(() => this.#loading.delete(path))
    this.#loading.set(path, running)
    return running
  }

  async #load(path: string): Promise<UpstreamDocument | null> {
    const stored = (await this.#fromDatabase(path)) ?? (await this.#options.files.load(path))
    return stored === null ? this.#fromUpstream(path, null) : this.#keep(path, stored)
  }

  /** Never rejects: on failure the current copy stays, and the next refresh is due after a pause. */
  async #refresh(path: string, current: UpstreamDocument | null): Promise<UpstreamDocument | null> {
    const { clock, events, ttlMs } = this.#options
    try {
      const stored = await this.#fromDatabase(path)
      const isNewer = stored !== null && stored.confirmedAt > (current?.confirmedAt ?? -Infinity)
      if (isNewer && clock.now() < stored.confirmedAt + ttlMs) return this.#keep(path, stored)
      return await this.#fromUpstream(path, current)
    } catch (error) {
      this.#cache(path, { document: current, refreshAt: clock.now() + retryAfterMs })
      events.emit('trouble', { what: 'document_not_refreshed', error })
      return current
    }
  }

  async #fromUpstream(path: string, current: UpstreamDocument | null): Promise<UpstreamDocument | null> {
    const { upstream, clock, ttlMs } = this.#options
    const bytes = await this.#limitFetches(() => upstream.fetchDocument(path))
    const confirmedAt = clock.now()
    if (bytes === null) {
      this.#cache(path, { document: current, refreshAt: confirmedAt + ttlMs })
      return current
    }
    const { body, hash } = parseDocument(path, bytes)
    const unchanged = current?.hash === hash ? current : null
    const document: UpstreamDocument =
      unchanged !== null && unchanged.tier !== 'file'
        ? { ...unchanged, confirmedAt }
        : { path, body, hash, tier: 'upstream', changedAt: unchanged?.changedAt ?? confirmedAt, confirmedAt }
    this.#keep(path, document)
    await this.#store(document)
    return document
  }

  async #fromDatabase(path: string): Promise<UpstreamDocument | null> {
    const { db, clock } = this.#options
    const read = readDocument(db, path).catch(() => null) // the next tier answers
    const row = await Promise.race([read, clock.sleep(databaseTimeoutMs).then(() => null)])
    return row && { path, ...row, tier: 'database' }
  }

  async #store(document: UpstreamDocument): Promise<void> {
    const { db, files, events } = this.#options
    const report = (what: string) => (error: unknown) => void events.emit('trouble', { what, error })
    if (db.status().state === 'connected')
      await writeDocument(db, document.path, document).catch(report('document_not_stored'))
    await files.save(document).catch(report('document_not_written'))
  }

  #keep(path: string, document: UpstreamDocument): UpstreamDocument {
    this.#cache(path, { document, refreshAt: document.confirmedAt + this.#options.ttlMs })
    return document
  }

  #cache(path: string, entry: CachedDocument): void {
    this.#cached.delete(path)
    this.#cached.set(path, entry)
    const [oldest] = this.#cached.keys()
    if (oldest !== undefined && this.#cached.size > (this.#options.maxDocuments ?? 2_000)) this.#cached.delete(oldest)
  }
}
