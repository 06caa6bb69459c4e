import type { CacheStats } from '@modelkeep/catalog/api'
import type { Entry } from './entry.js'

/** Answers ready to be written, by raw URL, all made from one snapshot. Bounded in bytes; the least recently used goes first. */
export interface ResponseCache {
  get(url: string): Entry | undefined
  /** `generation` must be that of the snapshot the entry was made from; an entry of an earlier one is not kept. */
  put(generation: object, url: string, entry: Entry): void
  /** Drops everything and begins with `entries`, made from the snapshot `generation`. */
  renew(generation: object, entries: ReadonlyMap<string, Entry>): void
  /** Drops one answer, or all of them; returns the URLs that were there. */
  invalidate(url?: string): string[]
  countMiss(): void
  stats(): CacheStats
}

const longestUrl = 2_048

export function createResponseCache(maxBytes: number): ResponseCache {
  let entries = new Map<string, Entry>()
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

  return {
    get: (url) => {
      const entry = entries.get(url)
      if (entry === undefined) return undefined
      hits++
      entries.delete(url) // a Map keeps insertion order: this makes it the most recently used
      entries.set(url, entry)
      return entry
    },
    put: (generation, url, entry) => {
      if (generation === current && url.length <= longestUrl && entry.bytes <= maxBytes / 4) add(url, entry)
    },
    renew: (generation, fresh) => {
      current = generation
      entries = new Map()
      bytes = 0
      for (const [url, entry] of fresh) add(url, entry)
    },
    invalidate: (url) => {
      const urls = url === undefined ? [...entries.keys()] : entries.has(url) ? [url] : []
      for (const key of urls) drop(key, entries.get(key)!)
      return urls
    },
    countMiss: () => {
      misses++
    },
    stats: () => ({ entries: entries.size, bytes, hits, misses, hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses) }),
  }
}
