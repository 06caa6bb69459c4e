import { contentOf, type Content } from '../../catalogue/content.js'
import type { HistoryState } from '../../history/history-state.js'
import type { Origin } from '../../snapshot/snapshot.js'
import type { LentBuffers } from './buffer-pool.js'
import { compress, compressions, isWorthBest, type Compression, type Level } from './compress.js'

export type Encoding = 'identity' | Compression

/**
 * An answer in one encoding. Its tag is known before its bytes: a 304 needs no compression.
 *
 * The tag is the plain content's hash and the encoding, so that it is equal on every replica, whatever level each has come to. It
 * is a strong one although two levels give other bytes: what decodes from them is the same to the byte, and no range of an answer
 * is ever served, so that nobody puts together pieces of two.
 */
export interface Variant {
  readonly encoding: Encoding
  /** Quoted as in `ETag`. */
  readonly etag: string
  /** undefined: nobody has asked for it yet. */
  body: Buffer | undefined
  /** How well it is compressed. */
  level?: Level
  /** The lists of headers that it was last written with, newest first: the writer's. */
  written?: readonly WrittenHeaders[]
}

export interface WrittenHeaders {
  readonly as: Written
  /** Flat: name, value. The request's id comes first. */
  readonly headers: string[]
}

/** `hit`: from the response cache. `stored`: made for this request and kept there. `miss`: made for this request alone. */
export type CacheOutcome = 'hit' | 'stored' | 'miss'

/** What the headers of an answer depend on, beside the answer itself and the request's id. */
export interface Written {
  /** false: a 304. */
  readonly full: boolean
  /** In seconds. */
  readonly age: number
  readonly outcome: CacheOutcome
  readonly cors: readonly string[]
}

/** From which state of history an answer was made, and whether only a rewrite of the past can change it. */
export interface HistoryBasis extends HistoryState {
  readonly settled: boolean
}

export interface AssetHeaders {
  cacheControl: string
  /** Security headers of its own (flat: name, value); null: those of every answer. */
  security: readonly string[] | null
}

export interface ResponseOptions {
  status?: number
  contentType?: string
  history?: HistoryBasis
  asset?: AssetHeaders
  /** Headers of its own, beside those that every answer has. Flat: name, value. */
  headers?: readonly string[]
  /** It counts days: another day it says something else of the same catalogue. */
  uncacheable?: boolean
  /** Compressed forms that there are already; others are not made then. */
  ready?: ReadonlyMap<Compression, Buffer>
}

const none: readonly string[] = []
/** Smaller bodies fit a packet anyhow. */
const worthCompressing = 1_024

/** `origin`: what it was made from; then freshness headers go with it. null: true of this moment only, never cached, unless it is asset. */
export function createCachedResponse(
  content: string | Content,
  origin: Origin | null,
  options: ResponseOptions = {},
): CachedResponse {
  const made = typeof content === 'string' ? contentOf(Buffer.from(content)) : content
  // Rows of the served catalogue are there anyhow; those of another day would be kept by this answer alone, and not be counted.
  return new CachedResponse(options.history === undefined ? made : joined(made), origin, options)
}

function joined({ parts, length, hash }: Content): Content {
  return { parts: parts.length === 1 ? parts : [Buffer.concat(parts, length)], length, hash }
}

/**
 * An answer, ready to be written. While it is asked for once it holds no bytes of its own, if it is made of parts: a flood of
 * different questions leaves next to nothing behind. Its compressed forms are made when they are first asked for, once for all who ask meanwhile. */
export class CachedResponse {
  readonly status: number
  readonly origin: Origin | null
  readonly contentType: string
  /** For what no snapshot is behind and caches may keep all the same: files of the page. */
  readonly asset: AssetHeaders | undefined
  /** Its own, beside those that every answer has: name, value. */
  readonly headers: readonly string[]
  /** Only of an answer from history. */
  readonly history: HistoryBasis | undefined
  /** Then no date can tell whether it is still true, only the tag. */
  readonly uncacheable: boolean
  /** The one without an encoding, which there always is. */
  readonly plain: Variant
  /** Of the plain body. */
  readonly length: number
  readonly parts: readonly Buffer[]
  /** Told of each change of `bytes`, by how much: the cache that keeps it. */
  onGrowth: ((by: number) => void) | undefined
  /** How many answers that cache had taken in when it was last asked for this one. */
  usedAfter = 0
  /** Those that are made before anybody asks: all that are offered, unless it is known which ones are wanted. */
  expected: readonly Compression[]
  readonly #hash: string
  readonly #offers: readonly Compression[]
  #variants: Map<Compression, Variant & { readonly encoding: Compression }> | undefined
  #making: Map<Compression, Promise<void>> | undefined
  #follower: CachedResponse | undefined
  #bytes: number

  constructor(
    { parts, length, hash }: Content,
    origin: Origin | null,
    {
      status = 200,
      contentType = 'application/json; charset=utf-8',
      history,
      asset,
      headers = none,
      uncacheable = false,
      ready,
    }: ResponseOptions,
  ) {
    this.status = status
    this.origin = origin
    this.contentType = contentType
    this.asset = asset
    this.headers = headers
    this.history = history
    this.uncacheable = uncacheable
    this.#hash = hash.slice(0, 22)
    this.parts = parts
    this.length = length
    this.plain = { encoding: 'identity', etag: `"${this.#hash}"`, body: parts.length === 1 ? parts[0] : undefined }
    this.#bytes = this.plain.body?.length ?? 0
    this.#offers = ready ? [...ready.keys()] : length < worthCompressing ? [] : compressions
    this.expected = this.#offers
    for (const [encoding, body] of ready ?? []) this.#set(encoding, body)
  }

  /** Of all its bodies that there are, together; parts that it shares with others do not count. */
  get bytes(): number {
    return this.#bytes
  }

  /** The encodings that it may be had in, beside none. */
  get offers(): readonly Compression[] {
    return this.#offers
  }

  /** Those that it was written in since each was made. */
  get asked(): Compression[] {
    return [...(this.#variants?.values() ?? [])]
      .filter(({ written }) => written !== undefined)
      .map(({ encoding }) => encoding)
  }

  /** undefined: it is not offered in that encoding. */
  variant(encoding: Encoding): Variant | undefined {
    if (encoding === 'identity') return this.plain
    const known = this.#variants?.get(encoding)
    if (known !== undefined || !this.#offers.includes(encoding)) return known
    const variant = { encoding, etag: `"${this.#hash}-${encoding}"`, body: undefined }
    this.#variants ??= new Map()
    this.#variants.set(encoding, variant)
    return variant
  }

  /** Its bytes, joined for good. */
  keepPlain(): Buffer {
    if (this.plain.body === undefined) {
      this.plain.body = Buffer.concat(this.parts, this.length)
      this.#grow(this.length)
    }
    return this.plain.body
  }

  /** Whether somebody waits for that body already. */
  isMaking(encoding: Compression): boolean {
    return this.#making?.has(encoding) ?? false
  }

  /** Makes that body if nobody has; never rejects: where it cannot be made there is none, and the plain one has to do. */
  make(encoding: Compression, lent?: LentBuffers): Promise<void> {
    if (this.variant(encoding)?.body !== undefined) return Promise.resolve()
    const underWay = (this.#making ??= new Map<Compression, Promise<void>>())
    const making =
      underWay.get(encoding) ??
      (lent === undefined ? this.#compress(encoding, 'quick') : this.#compressLent(encoding, lent)).finally(() =>
        underWay.delete(encoding),
      )
    underWay.set(encoding, making)
    return making
  }

  /** Makes the bodies that are expected and that there are not: those of a long one after another, all of them from one copy. */
  async makeExpected(): Promise<void> {
    const missing = this.expected.filter((encoding) => this.variant(encoding)?.body === undefined)
    if (missing.length === 0) return
    if (isWorthBest(this)) return void (await Promise.all(missing.map((encoding) => this.make(encoding))))
    const whole = this.#whole()
    for (const encoding of missing) await this.#compress(encoding, 'quick', whole)
  }

  /** Makes that body anew, as small as it gets, and puts it in place of the one that there is, if that is worth it. Never rejects. */
  async improve(encoding: Compression): Promise<void> {
    await this.make(encoding)
    if (isWorthBest(this) && this.variant(encoding)?.level === 'quick') await this.#compress(encoding, 'best')
  }

  /** The compressed bodies of an answer with the same content. */
  takeOver(other: CachedResponse | undefined): void {
    if (other === undefined || other.#hash !== this.#hash) return
    for (const { encoding, body, level } of other.#variants?.values() ?? [])
      if (body !== undefined) this.#set(encoding, body, level)
  }

  /** The same, and those that are made of the other later, too: the newest one that follows it gets them. */
  follow(other: CachedResponse | undefined): void {
    this.takeOver(other)
    if (other !== undefined && other.#hash === this.#hash) other.#follower = this
  }

  /** A page is compressed from a buffer that is used again: a new one for each would be garbage of 30 KB a request. */
  async #compressLent(encoding: Compression, lent: LentBuffers): Promise<void> {
    if (this.plain.body !== undefined) return this.#compress(encoding, 'quick')
    const whole = lent.join(this.parts, this.length)
    await this.#compress(encoding, 'quick', whole)
    lent.release(whole)
  }

  #whole(): Buffer {
    return this.plain.body ?? Buffer.concat(this.parts, this.length)
  }

  async #compress(encoding: Compression, level: Level, whole = this.#whole()): Promise<void> {
    const body = await compress(whole, encoding, level).catch(() => undefined)
    if (body !== undefined) this.#set(encoding, body, level)
  }

  #set(encoding: Compression, body: Buffer, level: Level = 'best'): void {
    const variant = this.variant(encoding)
    if (variant === undefined) return
    if (this.#follower !== undefined) this.#follower.#set(encoding, body, level)
    if (level === 'quick' && variant.level === 'best') return // it came from another meanwhile
    const by = body.length - (variant.body?.length ?? 0)
    variant.body = body
    variant.level = level
    delete variant.written
    this.#grow(by)
  }

  #grow(by: number): void {
    this.#bytes += by
    this.onGrowth?.(by)
  }
}
