import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import { LRUCache } from 'lru-cache'
import type { HistoryState } from '../../history/history-state.js'
import type { CachedResponse, HistoryBasis } from './cached-response.js'

/**
 * Responses ready to be written, by raw URL. Bounded in bytes; the least recently used goes first.
 *
 * - A response built from a snapshot is valid for that snapshot.
 * - A historical response is valid until history is rewritten or, unless it is settled, until the next sync that changed the
 *   catalogue. One that counts days is valid until the next day.
 * - The responses that a snapshot starts with (the lists) are outside the bound, so no flood of URLs can evict them.
 */
export interface ResponseCache {
  get(url: string): CachedResponse | undefined
  /** Stores a response built from `snapshot`, unless another one is served by now. Returns whether it did. */
  store(snapshot: object, url: string, response: CachedResponse): boolean
  /** Builds and stores a historical response. Concurrent requests for the same URL share one build. Rejects as `build` does. */
  storeHistorical(url: string, build: () => Promise<CachedResponse>): Promise<StoredResponse>
  /** Starts over with the responses of another snapshot. Settled historical responses stay. */
  reset(snapshot: object, prebuilt: ReadonlyMap<string, CachedResponse>): void
  /** Drops all historical responses, and stores none that is being built: they show another overlay. */
  dropHistorical(): void
  /** Drops the historical responses that another state of history has made invalid. */
  setHistoryState(marks: HistoryState): void
  /** Drops one response, those whose URLs match, or all of them; returns the URLs that were cached. */
  invalidate(which?: string | ((url: string) => boolean)): string[]
  stats(): CacheStats
}

export interface StoredResponse {
  response: CachedResponse
  /** Whether it is cached now. */
  stored: boolean
}

const maxUrlLength = 2_048

export function createResponseCache(maxBytes: number): ResponseCache {
  const lru = createLru(maxBytes)
  let prebuilt = new Map<string, CachedResponse>()
  let prebuiltUrls = new Set<string>()
  let pending = new Map<string, Promise<StoredResponse>>()
  let served: object | null = null
  let marks: HistoryState | null = null
  let overlayVersion = 0
  let hits = 0
  let misses = 0

  function add(url: string, response: CachedResponse): boolean {
    if (prebuiltUrls.has(url)) prebuilt.set(url, response)
    else if (url.length <= maxUrlLength) lru.set(url, response)
    return prebuiltUrls.has(url) || lru.has(url)
  }

  function dropUnless(isValid: (response: CachedResponse) => boolean): void {
    pending = new Map() // nobody may join a build that started from the old state
    const invalid = [...lru.entries()].filter(([, response]) => !isValid(response))
    for (const [url] of invalid) lru.delete(url)
  }

  function setHistoryState(newest: HistoryState): void {
    const before = marks
    marks = newest
    const isSame = before?.rewrites === newest.rewrites && before.appliedId === newest.appliedId
    if (isSame && isSameDay(before, newest)) return
    dropUnless(({ history }) => history === undefined || isValidFor(history, newest))
  }

  /** A response may be the first to show that history has grown. */
  function isCurrent(history: HistoryBasis): boolean {
    if (marks === null || isNewer(history, marks)) setHistoryState(history)
    return marks !== null && isValidFor(history, marks)
  }

  async function buildHistorical(url: string, build: () => Promise<CachedResponse>): Promise<StoredResponse> {
    const [snapshot, version] = [served, overlayVersion]
    const response = await build()
    const { history, uncacheable } = response
    // A new snapshot announces a new sync before the database reports it.
    if (uncacheable || history === undefined || version !== overlayVersion) return { response, stored: false }
    const canStore = (history.settled || snapshot === served) && isCurrent(history)
    return { response, stored: canStore && add(url, response) }
  }

  return {
    get: (url) => {
      const response = prebuilt.get(url) ?? lru.get(url)
      if (response !== undefined) hits++
      return response
    },
    store: (snapshot, url, response) => {
      misses++
      return snapshot === served && add(url, response)
    },
    storeHistorical: async (url, build) => {
      const building = pending
      let shared = building.get(url)
      if (shared === undefined) {
        shared = buildHistorical(url, build).finally(() => building.delete(url))
        building.set(url, shared)
      }
      const stored = await shared
      misses++
      return stored
    },
    reset: (snapshot, fresh) => {
      served = snapshot
      prebuilt = new Map(fresh)
      prebuiltUrls = new Set(fresh.keys())
      dropUnless(({ history }) => history?.settled === true)
    },
    dropHistorical: () => {
      overlayVersion++
      dropUnless(({ history }) => history === undefined)
    },
    setHistoryState,
    invalidate: (which = () => true) => {
      const urls = typeof which === 'string' ? [which] : [...prebuilt.keys(), ...lru.rkeys()].filter(which)
      return urls.filter((key) => prebuilt.delete(key) || lru.delete(key))
    },
    stats: () => ({
      entries: prebuilt.size + lru.size,
      bytes: [...prebuilt.values()].reduce((sum, { maxBytes: bytes }) => sum + bytes, lru.calculatedSize),
      ...ratioOf(hits, misses),
    }),
  }
}

function createLru(maxBytes: number): LRUCache<string, CachedResponse> {
  return new LRUCache({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / 4), // one response must not evict all others
    sizeCalculation: ({ maxBytes: bytes }) => bytes,
  })
}

function ratioOf(hits: number, misses: number): Pick<CacheStats, 'hits' | 'misses' | 'hit_ratio'> {
  return { hits, misses, hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses) }
}

/** Both only grow; confirmations come more often than rewrites. */
function isNewer(one: HistoryState, other: HistoryState): boolean {
  return (
    one.rewrites > other.rewrites ||
    (one.rewrites === other.rewrites && (one.confirmedAt ?? 0) > (other.confirmedAt ?? 0))
  )
}

function isValidFor(history: HistoryBasis, newest: HistoryState): boolean {
  if (history.rewrites !== newest.rewrites) return false
  if (history.settled) return true
  return history.appliedId === newest.appliedId && (history.countsDays !== true || isSameDay(history, newest))
}

const msPerDay = 86_400_000

/** Whether both were confirmed on the same day (UTC). */
function isSameDay(one: HistoryState, other: HistoryState): boolean {
  const [day, otherDay] = [one, other].map(({ confirmedAt }) => Math.floor((confirmedAt ?? 0) / msPerDay))
  return day === otherDay
}
