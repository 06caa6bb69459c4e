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

const longestUrl = 2_048

async function makeAside(make: () => Promise<Entry>): Promise<MadeEntry> {
  return { entry: await make(), kept: false }
}

export function createResponseCache(maxBytes: number): ResponseCache {
  let entries = new Map<string, Entry>()
  let underWay = new Map<string, Promise<MadeEntry>>()
  let current: object | null = null
  let bytes = 0
  let hits = 0
  let misses = 0

  function drop(url: string, entry: Entry): void {
    entries.delete(url)
    bytes -= entry.bytes
  }

  function add(url: string, entry: Entry): void {
    const old = entries.get(url)
    if (old) drop(url, old)
    entries.set(url, entry)
    bytes += entry.bytes
    for (const [oldest, evicted] of entries) {
      if (bytes <= maxBytes) break
      drop(oldest, evicted)
    }
  }

  function makeOnce(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry> {
    const making = underWay
    const made = making.get(url) ?? makeAndKeep(generation, url, make).finally(() => making.delete(url))
    making.set(url, made)
    return made
  }

  async function makeAndKeep(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry> {
    const entry = await make()
    const kept = generation === current && entry.bytes <= maxBytes / 4
    if (kept) add(url, entry)
    return { entry, kept }
  }

  return {
    get: (url) => {
      const entry = entries.get(url)
      if (entry === undefined) return undefined
      hits++
      entries.delete(url) // a Map keeps insertion order: this makes it the most recently used
      entries.set(url, entry)
      return entry
    },
    make: async (generation, url, make) => {
      const made = await (generation === current && url.length <= longestUrl ? makeOnce(generation, url, make) : makeAside(make))
      misses++ // counted when it succeeded: what was wrong or not found is no business of the cache
      return made
    },
    renew: (generation, fresh) => {
      current = generation
      entries = new Map()
      underWay = new Map()
      bytes = 0
      for (const [url, entry] of fresh) add(url, entry)
    },
    invalidate: (url) => {
      const urls = url === undefined ? [...entries.keys()] : entries.has(url) ? [url] : []
      for (const key of urls) drop(key, entries.get(key)!)
      return urls
    },
    stats: () => ({ entries: entries.size, bytes, hits, misses, hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses) }),
  }
}
