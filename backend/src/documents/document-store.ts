/**
 * Documents of upstream beside the list, mirrored on demand with the same tiers: memory, then PostgreSQL (if it answers
 * within 300 ms), then the file, then upstream. What is in memory is answered at once, whatever its age; older than the TTL
 * it is looked after behind the answer, PostgreSQL first. A document is single-flight, and the last good copy is never
 * given up for a bad one.
 */
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import { readDocument, writeDocument } from '../postgres/queries/mirrored-document.js'
import type { Upstream } from '../upstream/client.js'
import type { DocumentFiles } from './document-files.js'
import { parseDocument, type UpstreamDocument } from './document.js'

export interface DocumentStore {
  /** The best copy there is; null when upstream says that there is no such document. Rejects with UpstreamError or BadDocument when there is no copy at all. */
  get(path: string): Promise<UpstreamDocument | null>
  /** Resolves when nothing is being looked after. */
  idle(): Promise<void>
}

export interface DocumentStoreOptions {
  upstream: Pick<Upstream, 'fetchDocument'>
  db: Database
  files: DocumentFiles
  clock: Clock
  events: Events
  ttlMs: number
  /** How many documents stay in memory, the least recently used going first. */
  maxDocuments?: number
}

const databaseWithinMs = 300
const retryAfterMs = 10_000

interface Held {
  /** null: upstream has none. */
  document: UpstreamDocument | null
  /** Not looked after again before this moment. */
  lookAgainAt: number
}

export function createDocumentStore(options: DocumentStoreOptions): DocumentStore {
  return new DocumentMirror(options)
}

class DocumentMirror implements DocumentStore {
  readonly #options: DocumentStoreOptions
  readonly #held = new Map<string, Held>()
  readonly #loading = new Map<string, Promise<UpstreamDocument | null>>()

  constructor(options: DocumentStoreOptions) {
    this.#options = options
  }

  async get(path: string): Promise<UpstreamDocument | null> {
    const held = this.#held.get(path)
    if (held === undefined) return this.#once(path, () => this.#load(path))
    this.#hold(path, held) // the most recently used
    if (this.#options.clock.now() >= held.lookAgainAt) this.#lookBehind(path, held.document)
    return held.document
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.#loading.values())
  }

  #once(path: string, work: () => Promise<UpstreamDocument | null>): Promise<UpstreamDocument | null> {
    const running = this.#loading.get(path) ?? work().finally(() => this.#loading.delete(path))
    this.#loading.set(path, running)
    return running
  }

  async #load(path: string): Promise<UpstreamDocument | null> {
    const known = (await this.#fromDatabase(path)) ?? (await this.#options.files.load(path))
    if (known === null) return this.#fromUpstream(path, null)
    this.#keep(path, known)
    return known
  }

  /** Nobody waits for this, and nothing is lost when it fails: what is held stays, and is looked after again later. */
  #lookBehind(path: string, held: UpstreamDocument | null): void {
    void this.#once(path, async () => {
      try {
        const stored = await this.#fromDatabase(path)
        if (stored && stored.confirmedAt > (held?.confirmedAt ?? -Infinity) && !this.#isStale(stored))
          return this.#keep(path, stored)
        return await this.#fromUpstream(path, held)
      } catch (error) {
        this.#hold(path, { document: held, lookAgainAt: this.#options.clock.now() + retryAfterMs })
        this.#options.events.emit('trouble', { what: 'document_not_refreshed', error })
        return held
      }
    })
  }

  async #fromUpstream(path: string, held: UpstreamDocument | null): Promise<UpstreamDocument | null> {
    const { upstream, clock, ttlMs } = this.#options
    const bytes = await upstream.fetchDocument(path)
    const confirmedAt = clock.now()
    if (bytes === null) {
      this.#hold(path, { document: held, lookAgainAt: confirmedAt + ttlMs })
      return held
    }
    const { body, hash } = parseDocument(path, bytes)
    const same = held?.hash === hash && held.tier !== 'file'
    const fresh: UpstreamDocument = same
      ? { ...held, confirmedAt }
      : {
          path,
          body,
          hash,
          tier: 'upstream',
          changedAt: held?.hash === hash ? held.changedAt : confirmedAt,
          confirmedAt,
        }
    this.#keep(path, fresh)
    await this.#write(fresh)
    return fresh
  }

  async #fromDatabase(path: string): Promise<UpstreamDocument | null> {
    const { db, clock } = this.#options
    const read = readDocument(db, path).catch(() => null) // away: the next tier answers
    const row = await Promise.race([read, clock.sleep(databaseWithinMs).then(() => null)])
    return row && { path, ...row, tier: 'database' }
  }

  async #write(document: UpstreamDocument): Promise<void> {
    const { db, files, events } = this.#options
    const report = (what: string) => (error: unknown) => void events.emit('trouble', { what, error })
    if (db.status().state === 'connected')
      await writeDocument(db, document.path, document).catch(report('document_not_stored'))
    await files.save(document).catch(report('document_not_written'))
  }

  #keep(path: string, document: UpstreamDocument): UpstreamDocument {
    this.#hold(path, { document, lookAgainAt: document.confirmedAt + this.#options.ttlMs })
    return document
  }

  #isStale({ confirmedAt }: UpstreamDocument): boolean {
    return this.#options.clock.now() >= confirmedAt + this.#options.ttlMs
  }

  #hold(path: string, held: Held): void {
    this.#held.delete(path)
    this.#held.set(path, held)
    const [oldest] = this.#held.keys()
    if (oldest !== undefined && this.#held.size > (this.#options.maxDocuments ?? 2_000)) this.#held.delete(oldest)
  }
}
