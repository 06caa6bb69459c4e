import type { CacheStats } from '@modelkeep/catalog/contract/api'
import type { HistoryState } from '../../history/history-state.js'
import type { CachedResponse, HistoryBasis } from './cached-response.js'

/**
 * Answers ready to be written, by raw URL: made from one snapshot, or from history. Bounded in number and in bytes, those
 * of compressed forms that are made later included; the least recently used goes first, and the answers that a snapshot began with (the lists) never
 * do, so that no flood of distinct URLs can push them out. Once it has been full, an answer is kept when it is asked for a second time (the
 * "doorkeeper" of G. Einziger, R. Friedman and B. Manes, TinyLFU, ACM TOS 13/4, 2017): questions that are asked once push nothing out, and leave no garbage that has grown old. What was made from a snapshot goes with it. An answer about a settled moment of the past stays until the past is rewritten;
 * any other answer from history until there is a new sync.
 */
export interface ResponseCache {
  get(url: string): CachedResponse | undefined
  /** Keeps an answer that was made from the snapshot `generation`: not where another one is served by now. Tells whether it did. */
  store(generation: object, url: string, entry: CachedResponse): boolean
  /**
   * Makes the answer to `url` from history, and keeps it; it says itself (`past`) what it was made from. Whoever asks while it is
   * being made gets the same one. Rejects as `make` does.
   */
  storeHistorical(url: string, make: () => Promise<CachedResponse>): Promise<StoredResponse>
  /** Begins with `entries`, made from the snapshot `generation`, and with what is known of settled moments; drops all else. */
  reset(generation: object, entries: ReadonlyMap<string, CachedResponse>): void
  /** How history stands in the database: what was made before a rewrite of the past is dropped, and what a new sync may have changed. */
  setHistoryMarks(marks: HistoryState): void
  /** Drops one answer, or all of them; returns the URLs that were there. */
  invalidate(url?: string): string[]
  stats(): CacheStats
}

export interface StoredResponse {
  response: CachedResponse
  /** Whether it is in the cache now. */
  stored: boolean
}

/** An entry without a body of its own takes some 2 KB all the same: `maxEntries` bounds what they take together. */
export function createResponseCache(maxBytes: number, maxEntries = 2_000): ResponseCache {
  return new BoundedCache(maxBytes, maxEntries)
}

const longestUrl = 2_048

class BoundedCache implements ResponseCache {
  readonly #maxBytes: number
  readonly #maxEntries: number
  #entries = new Map<string, CachedResponse>()
  /** Those that the snapshot began with. They are compressed well behind everybody's back: what takes the place of one that was invalidated follows it. */
  #pinned: ReadonlyMap<string, CachedResponse> = new Map()
  #historyUnderWay = new Map<string, Promise<StoredResponse>>()
  #generation: object | null = null
  #history: HistoryState | null = null
  #added = 0
  /** Asked for once since it was full; null: it has not been yet. */
  #askedOnce: Set<string> | null = null
  #bytes = 0
  #hits = 0
  #misses = 0

  constructor(maxBytes: number, maxEntries: number) {
    this.#maxBytes = maxBytes
    this.#maxEntries = maxEntries
  }

  get(url: string): CachedResponse | undefined {
    const entry = this.#entries.get(url)
    if (entry === undefined) return undefined
    this.#hits++
    if (entry.usedAfter < this.#added) this.#makeNewest(url, entry)
    return entry
  }

  store(generation: object, url: string, entry: CachedResponse): boolean {
    this.#misses++
    const kept = generation === this.#generation && url.length <= longestUrl && this.#takes(url, entry)
    if (kept) this.#add(url, entry)
    if (generation === this.#generation) entry.follow(this.#pinned.get(url))
    return kept
  }

  async storeHistorical(url: string, make: () => Promise<CachedResponse>): Promise<StoredResponse> {
    const generation = this.#generation
    // A new snapshot tells of a new sync before the database is asked again: what is not settled may be outdated by it.
    const mayKeep = ({ history: past, uncacheable }: CachedResponse): boolean =>
      !uncacheable && past !== undefined && (past.settled || generation === this.#generation) && this.#isOfNow(past)
    return this.#counted(
      url.length <= longestUrl
        ? once(this.#historyUnderWay, url, () => this.#makeAndKeep(url, make, mayKeep))
        : alone(make),
    )
  }

  reset(generation: object, fresh: ReadonlyMap<string, CachedResponse>): void {
    this.#generation = generation
    this.#askedOnce = null
    this.#historyUnderWay = new Map()
    this.#keepOnly(({ history: past }) => past?.settled === true)
    this.#pinned = fresh
    for (const [url, entry] of fresh) this.#add(url, entry)
  }

  setHistoryMarks(marks: HistoryState): void {
    const before = this.#history
    this.#history = marks
    if (before?.rewrites === marks.rewrites && before.appliedId === marks.appliedId) return
    this.#historyUnderWay = new Map()
    this.#keepOnly(({ history: past }) => past === undefined || isTrueOf(past, marks))
  }

  invalidate(url?: string): string[] {
    const urls = url === undefined ? [...this.#entries.keys()] : [url]
    return urls.filter((key) => this.#drop(key))
  }

  stats(): CacheStats {
    const [hits, misses] = [this.#hits, this.#misses]
    return {
      entries: this.#entries.size,
      bytes: this.#bytes,
      hits,
      misses,
      hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses),
    }
  }

  /** Only what was made counts: what was wrong or not found is no business of the cache. */
  async #counted(making: Promise<StoredResponse>): Promise<StoredResponse> {
    const made = await making
    this.#misses++
    return made
  }

  async #makeAndKeep(
    url: string,
    make: () => Promise<CachedResponse>,
    mayKeep: (entry: CachedResponse) => boolean,
  ): Promise<StoredResponse> {
    const entry = await make()
    const kept = mayKeep(entry) && this.#takes(url, entry)
    if (kept) this.#add(url, entry)
    return { response: entry, stored: kept }
  }

  /** An answer may be the first to learn that history has grown. */
  #isOfNow(past: HistoryBasis): boolean {
    if (this.#history === null || isNewer(past, this.#history)) this.setHistoryMarks(past)
    return this.#history !== null && isTrueOf(past, this.#history)
  }

  #keepOnly(wanted: (entry: CachedResponse) => boolean): void {
    for (const [url, entry] of this.#entries) if (!wanted(entry)) this.#drop(url)
  }

  /** One answer must not push out all others, nor many that are asked for once. */
  #takes(url: string, { bytes, length }: CachedResponse): boolean {
    return Math.max(bytes, length) <= this.#maxBytes / 4 && this.#isWanted(url)
  }

  /** Whether there is room without pushing others out, or it has been asked for before. */
  #isWanted(url: string): boolean {
    if (this.#askedOnce === null || this.#askedOnce.delete(url)) return true
    if (this.#askedOnce.size >= this.#maxEntries) this.#askedOnce.clear()
    this.#askedOnce.add(url)
    return false
  }

  /** A Map keeps insertion order. Only what comes in new pushes others out: before there is any, an answer that was moved is new enough; each move leaves garbage that lives long. */
  #makeNewest(url: string, entry: CachedResponse): void {
    this.#entries.delete(url)
    this.#entries.set(url, entry)
    entry.usedAfter = this.#added
  }

  #add(url: string, entry: CachedResponse): void {
    this.#drop(url)
    this.#added++
    this.#makeNewest(url, entry)
    entry.onGrowth = (by) => this.#grow(by)
    this.#grow(entry.bytes)
  }

  #grow(by: number): void {
    this.#bytes += by
    const isFull = (): boolean =>
      this.#bytes - this.#pinnedBytes() > this.#maxBytes || this.#entries.size > this.#maxEntries
    if (!isFull()) return
    this.#askedOnce ??= new Set()
    for (const oldest of this.#entries.keys()) {
      if (!isFull()) break
      if (!this.#pinned.has(oldest)) this.#drop(oldest)
    }
  }

  /** However long the lists are, they are kept, and leave the others their room. */
  #pinnedBytes(): number {
    let bytes = 0
    for (const url of this.#pinned.keys()) bytes += this.#entries.get(url)?.bytes ?? 0
    return bytes
  }

  #drop(url: string): boolean {
    const entry = this.#entries.get(url)
    if (entry === undefined) return false
    entry.onGrowth = undefined
    this.#bytes -= entry.bytes
    return this.#entries.delete(url)
  }
}

/** Both only grow; confirmations come more often than rewrites. */
function isNewer(one: HistoryState, other: HistoryState): boolean {
  return (
    one.rewrites > other.rewrites ||
    (one.rewrites === other.rewrites && (one.confirmedAt ?? 0) > (other.confirmedAt ?? 0))
  )
}

function isTrueOf(past: HistoryBasis, { rewrites, appliedId }: HistoryState): boolean {
  return past.rewrites === rewrites && (past.settled || past.appliedId === appliedId)
}

/** Whoever asks for the same while it is under way gets the same. */
function once(
  underWay: Map<string, Promise<StoredResponse>>,
  url: string,
  start: () => Promise<StoredResponse>,
): Promise<StoredResponse> {
  const made = underWay.get(url) ?? start().finally(() => underWay.delete(url))
  underWay.set(url, made)
  return made
}

async function alone(make: () => Promise<CachedResponse>): Promise<StoredResponse> {
  return { response: await make(), stored: false }
}
