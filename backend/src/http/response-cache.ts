import type { CacheStats } from '@modelkeep/catalog/api'
import type { Entry } from './entry.js'

/** Answers ready to be written, by raw URL, all made from one snapshot. Bounded in bytes; the least recently used goes first. */
export interface ResponseCache {
  get(url: string): Entry | undefined
  /**
   * Makes the answer to `url`, and keeps it. Whoever asks while it is being made gets the same one. `generation` must be
   * the snapshot that it is made from: the answer is not kept if another one is served by now. Rejects as `make` does.
   */
  make(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry>
  /** Drops everything and begins with `entries`, made from the snapshot `generation`. */
  renew(generation: object, entries: ReadonlyMap<string, Entry>): void
  /** Drops one answer, or all of them; returns the URLs that were there. */
  invalidate(url?: string): string[]
  stats(): CacheStats
}

export interface MadeEntry {
  entry: Entry
  /** Whether it is in the cache now. */
  kept: boolean
}

export function createResponseCache(maxBytes: number): ResponseCache {
  return new BoundedCache(maxBytes)
}

const longestUrl = 2_048

class BoundedCache implements ResponseCache {
  readonly #maxBytes: number
  #entries = new Map<string, Entry>()
  #underWay = new Map<string, Promise<MadeEntry>>()
  #generation: object | null = null
  #bytes = 0
  #hits = 0
  #misses = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(url: string): Entry | undefined {
    const entry = this.#entries.get(url)
    if (entry === undefined) return undefined
    this.#hits++
    this.#entries.delete(url) // a Map keeps insertion order: this makes it the most recently used
    this.#entries.set(url, entry)
    return entry
  }

  async make(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry> {
    const worthKeeping = generation === this.#generation && url.length <= longestUrl
    const made = worthKeeping ? await this.#makeOnce(generation, url, make) : { entry: await make(), kept: false }
    this.#misses++ // only now: what was wrong or not found is no business of the cache
    return made
  }

  renew(generation: object, fresh: ReadonlyMap<string, Entry>): void {
    this.#generation = generation
    this.#entries = new Map()
    this.#underWay = new Map()
    this.#bytes = 0
    for (const [url, entry] of fresh) this.#add(url, entry)
  }

  invalidate(url?: string): string[] {
    const urls = url === undefined ? [...this.#entries.keys()] : [url]
    return urls.filter((key) => this.#drop(key))
  }

  stats(): CacheStats {
    const [hits, misses] = [this.#hits, this.#misses]
    return { entries: this.#entries.size, bytes: this.#bytes, hits, misses, hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses) }
  }

  #makeOnce(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry> {
    const underWay = this.#underWay
    const made = underWay.get(url) ?? this.#makeAndKeep(generation, url, make).finally(() => underWay.delete(url))
    underWay.set(url, made)
    return made
  }

  async #makeAndKeep(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry> {
    const entry = await make()
    const kept = generation === this.#generation && entry.bytes <= this.#maxBytes / 4
    if (kept) this.#add(url, entry)
    return { entry, kept }
  }

  #add(url: string, entry: Entry): void {
    this.#drop(url)
    this.#entries.set(url, entry)
    this.#bytes += entry.bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#drop(oldest)
    }
  }

  #drop(url: string): boolean {
    const entry = this.#entries.get(url)
    if (entry === undefined) return false
    this.#bytes -= entry.bytes
    return this.#entries.delete(url)
  }
}
