import { contentOf, type Content } from '../../catalogue/content.js'
import type { HistoryState } from '../../history/history-state.js'
import type { Origin } from '../../snapshot/snapshot.js'
import { compress, compressions, type Compression } from './compress.js'

export type Encoding = 'identity' | Compression

/** `hit`: served from the response cache. `stored`: built for this request and cached. `miss`: built for this request only. */
export type CacheOutcome = 'hit' | 'stored' | 'miss'

/** The state of history that a response was built from. */
export interface HistoryBasis extends HistoryState {
  /** Only a rewrite of history can change the response. Otherwise a new sync can, too. */
  readonly settled: boolean
  /** Counts days back from the last confirmation, so that it is valid until the next day (UTC) only. */
  readonly countsDays?: boolean
}

/** Headers of a static file, which caches may store although it has no snapshot. */
export interface AssetHeaders {
  cacheControl: string
  /** Security headers (flat: name, value) instead of the default ones; null: the default ones. */
  security: readonly string[] | null
}

export interface ResponseOptions {
  status?: number
  contentType?: string
  history?: HistoryBasis
  asset?: AssetHeaders
  /** Additional headers. Flat: name, value. */
  headers?: readonly string[]
  /** Depends on the current time: never cached, and only its ETag can validate it, not its date. */
  uncacheable?: boolean
  /** Compressed bodies that exist already. Other encodings are not offered then. */
  compressed?: ReadonlyMap<Compression, Buffer>
}

const noHeaders: readonly string[] = []
/** Smaller bodies fit one packet anyway. */
const minCompressedLength = 1_024
/** Larger bodies are written part by part: joining them would cost a copy per client. */
const maxJoinedLength = 8 * 1024 ** 2
/** What the objects of one response take, roughly. */
const overheadBytes = 1_024

/**
 * `origin` is what the response was built from and gives it freshness headers. null: true only now and never cached, unless it is
 * a static file.
 */
export function createCachedResponse(
  content: string | Content,
  origin: Origin | null,
  options: ResponseOptions = {},
): CachedResponse {
  const made = typeof content === 'string' ? contentOf(Buffer.from(content)) : content
  return new CachedResponse(made, origin, options)
}

/** A response ready to be written, in all encodings. Immutable, except that a body is computed when it is first needed. */
export class CachedResponse {
  readonly status: number
  readonly origin: Origin | null
  readonly contentType: string
  readonly asset: AssetHeaders | undefined
  readonly headers: readonly string[]
  readonly history: HistoryBasis | undefined
  readonly uncacheable: boolean
  readonly parts: readonly Buffer[]
  /** Bytes of the identity body. */
  readonly length: number
  readonly identity: Variant
  readonly variants: readonly Variant[]
  #joined: Buffer | undefined

  constructor({ parts, length, hash }: Content, origin: Origin | null, options: ResponseOptions) {
    this.status = options.status ?? 200
    this.origin = origin
    this.contentType = options.contentType ?? 'application/json; charset=utf-8'
    this.asset = options.asset
    this.headers = options.headers ?? noHeaders
    this.history = options.history
    this.uncacheable = options.uncacheable ?? false
    this.parts = parts
    this.length = length
    const tag = hash.slice(0, 22)
    this.identity = new Variant(this, 'identity', `"${tag}"`)
    const offered = options.compressed?.keys() ?? (length < minCompressedLength ? [] : compressions)
    this.variants = [
      this.identity,
      ...Array.from(
        offered,
        (encoding) => new Variant(this, encoding, `"${tag}-${encoding}"`, options.compressed?.get(encoding)),
      ),
    ]
  }

  /** Too long to be joined: to be written part by part. */
  get isLarge(): boolean {
    return this.length > maxJoinedLength
  }

  /** undefined: not offered in that encoding. */
  variant(encoding: Encoding): Variant | undefined {
    for (const variant of this.variants) if (variant.encoding === encoding) return variant
    return undefined
  }

  /** The identity body in one piece. Large ones are joined anew each time. */
  join(): Buffer {
    if (this.#joined !== undefined) return this.#joined
    const joined = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts, this.length)
    if (!this.isLarge) this.#joined = joined
    return joined
  }

  /** An upper bound of the bytes that it can occupy, all encodings together: text compresses to less than a sixth in each. */
  get maxBytes(): number {
    return overheadBytes + this.length + (this.variants.length > 1 ? this.length >> 1 : 0)
  }
}

/**
 * One encoding of a response. Its ETag is the hash of the identity body plus the encoding, so it is equal on every replica and is
 * known before the body is: a 304 compresses nothing. It is strong although zlib versions may compress to different bytes, because
 * ranges are never served.
 */
export class Variant {
  readonly encoding: Encoding
  /** Quoted, as in the header. */
  readonly etag: string
  /** Set by the writer with the first full response: the headers that never change. They include the length of the body. */
  fullHeaders: readonly string[] | undefined
  /** The same for a 304, which may be sent before there is a body. */
  notModifiedHeaders: readonly string[] | undefined
  readonly #response: CachedResponse
  #body: Buffer | undefined
  #pending: Promise<Buffer> | undefined

  constructor(response: CachedResponse, encoding: Encoding, etag: string, body?: Buffer) {
    this.#response = response
    this.encoding = encoding
    this.etag = etag
    this.#body = body
  }

  /** The body if it is available at once; undefined: it has to be compressed first, or is too large to be joined. */
  get body(): Buffer | undefined {
    if (this.encoding === 'identity' && !this.#response.isLarge) return this.#response.join()
    return this.#body
  }

  /** Whether a compression is under way. */
  get isLoading(): boolean {
    return this.#pending !== undefined
  }

  /** Compresses the body. Concurrent callers share one compression. `joined`: what `join` returned, if the caller has it. */
  load(joined = this.#response.join()): Promise<Buffer> {
    if (this.encoding === 'identity') return Promise.resolve(joined)
    if (this.#body !== undefined) return Promise.resolve(this.#body)
    this.#pending ??= compress(joined, this.encoding)
      .then((body) => (this.#body = body))
      .finally(() => (this.#pending = undefined))
    return this.#pending
  }
}
