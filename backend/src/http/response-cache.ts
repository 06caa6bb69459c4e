import type { CacheStats } from '@modelkeep/catalog/api'
import type { HistoryMarks } from '../history/history-marks.js'
import type { Entry, PastMark } from './entry.js'

/**
 * Answers ready to be written, by raw URL: made from one snapshot, or from history. Bounded in bytes; the least recently used goes
 * first. What was made from a snapshot goes with it. An answer about a settled moment of the past stays until the past is rewritten;
 * any other answer from history until there is a new sync.
 */
export interface ResponseCache {
  get(url: string): Entry | undefined
  /**
   * Makes the answer to `url`, and keeps it. Whoever asks while it is being made gets the same one. `generation` must be
   * the snapshot that it is made from: the answer is not kept if another one is served by now. Rejects as `make` does.
   */
  make(generation: object, url: string, make: () => Promise<Entry>): Promise<MadeEntry>
  /** The same for an answer from history, which says itself (`past`) what it was made from. */
  makeFromHistory(url: string, make: () => Promise<Entry>): Promise<MadeEntry>
  /** Begins with `entries`, made from the snapshot `generation`, and with what is known of settled moments; drops all else. */
  renew(generation: object, entries: ReadonlyMap<string, Entry>): void
  /** How history stands in the database: what was made before a rewrite of the past is dropped, and what a new sync may have changed. */
  noteHistory(marks: HistoryMarks): void
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
  #historyUnderWay = new Map<string, Promise<MadeEntry>>()
  #generation: object | null = null
  #history: HistoryMarks | null = null
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
    const mayKeep = (): boolean => generation === this.#generation
    return this.#counted(worthKeeping ? once(this.#underWay, url, () => this.#makeAndKeep(url, make, mayKeep)) : alone(make))
  }

  async makeFromHistory(url: string, make: () => Promise<Entry>): Promise<MadeEntry> {
    const generation = this.#generation
    // A new snapshot tells of a new sync before the database is asked again: what is not settled may be outdated by it.
    const mayKeep = ({ past }: Entry): boolean => past !== undefined && !past.unkept && (past.settled || generation === this.#generation) && this.#isOfNow(past)
    return this.#counted(url.length <= longestUrl ? once(this.#historyUnderWay, url, () => this.#makeAndKeep(url, make, mayKeep)) : alone(make))
  }

  renew(generation: object, fresh: ReadonlyMap<string, Entry>): void {
    this.#generation = generation
    this.#underWay = new Map()
    this.#historyUnderWay = new Map()
    this.#keepOnly(({ past }) => past?.settled === true)
    for (const [url, entry] of fresh) this.#add(url, entry)
  }

  noteHistory(marks: HistoryMarks): void {
    const before = this.#history
    this.#history = marks
    if (before?.rewrites === marks.rewrites && before.appliedId === marks.appliedId) return
    this.#historyUnderWay = new Map()
    this.#keepOnly(({ past }) => past === undefined || isTrueOf(past, marks))
  }

  invalidate(url?: string): string[] {
    const urls = url === undefined ? [...this.#entries.keys()] : [url]
    return urls.filter((key) => this.#drop(key))
  }

  stats(): CacheStats {
    const [hits, misses] = [this.#hits, this.#misses]
    return { entries: this.#entries.size, bytes: this.#bytes, hits, misses, hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses) }
  }

  /** Only what was made counts: what was wrong or not found is no business of the cache. */
  async #counted(making: Promise<MadeEntry>): Promise<MadeEntry> {
    const made = await making
    this.#misses++
    return made
  }

  async #makeAndKeep(url: string, make: () => Promise<Entry>, mayKeep: (entry: Entry) => boolean): Promise<MadeEntry> {
    const entry = await make()
    const kept = mayKeep(entry) && entry.bytes <= this.#maxBytes / 4
    if (kept) this.#add(url, entry)
    return { entry, kept }
  }

  /** An answer may be the first to learn that history has grown. */
  #isOfNow(past: PastMark): boolean {
    if (this.#history === null || isNewer(past, this.#history)) this.noteHistory(past)
    return this.#history !== null && isTrueOf(past, this.#history)
  }

  #keepOnly(wanted: (entry: Entry) => boolean): void {
    for (const [url, entry] of this.#entries) if (!wanted(entry)) this.#drop(url)
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

/** Both only grow; confirmations come more often than rewrites. */
function isNewer(one: HistoryMarks, other: HistoryMarks): boolean {
  return one.rewrites > other.rewrites || (one.rewrites === other.rewrites && (one.confirmedAt ?? 0) > (other.confirmedAt ?? 0))
}

function isTrueOf(past: PastMark, { rewrites, appliedId }: HistoryMarks): boolean {
  return past.rewrites === rewrites && (past.settled || past.appliedId === appliedId)
}

/** Whoever asks for the same while it is under way gets the same. */
function once(underWay: Map<string, Promise<MadeEntry>>, url: string, start: () => Promise<MadeEntry>): Promise<MadeEntry> {
  const made = underWay.get(url) ?? start().finally(() => underWay.delete(url))
  underWay.set(url, made)
  return made
}

async function alone(make: () => Promise<Entry>): Promise<MadeEntry> {
  return { entry: await make(), kept: false }
}
