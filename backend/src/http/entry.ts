import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { contentHash } from '../catalogue.js'
import type { HistoryMarks } from '../history/history-marks.js'
import type { Origin } from '../snapshot/snapshot.js'

const compressGzip = promisify(gzip)
const compressBrotli = promisify(brotliCompress)

export type Encoding = 'identity' | 'gzip' | 'br'

/** One body of an answer. `headers` describe it (flat: name, value), and so are the same each time it is written. */
export interface Representation {
  readonly body: Buffer
  /** The content's hash and the encoding, quoted as in `ETag`. */
  readonly etag: string
  readonly headers: readonly string[]
}

/** An answer, ready to be written: its body in every encoding that it is offered in. */
export interface Entry {
  readonly status: number
  /** What it was made from: then freshness headers go with it. null: true of this moment only, never cached, unless it is lasting. */
  readonly origin: Origin | null
  /** For what no snapshot is behind and caches may keep all the same: files of the page. */
  readonly lasting?: Lasting
  readonly representations: ReadonlyMap<Encoding, Representation>
  /** Only of an answer from history. */
  readonly past?: PastMark
  /** The one without an encoding, which there always is. */
  readonly plain: Representation
  /** Of all its bodies together. */
  readonly bytes: number
}

/** From which state of history an answer was made, and whether only a rewrite of the past can change it. */
export interface PastMark extends HistoryMarks {
  readonly settled: boolean
  /** It is not to be kept at all. */
  readonly unkept?: boolean
}

export interface EntryOptions {
  status?: number
  contentType?: string
  past?: PastMark
}

export interface Lasting {
  cacheControl: string
  /** Security headers of its own (flat: name, value); null: those of every answer. */
  security: readonly string[] | null
}

/** Smaller bodies fit a packet anyhow. */
const worthCompressing = 1_024

/** Compresses off the event loop, at levels that take milliseconds. */
export async function createEntry(body: string, origin: Origin | null, { status = 200, contentType = 'application/json; charset=utf-8', past }: EntryOptions = {}): Promise<Entry> {
  const identity = Buffer.from(body)
  const hash = contentHash(identity).slice(0, 22)
  const plain = representationOf('identity', identity, hash, contentType)
  const representations = new Map<Encoding, Representation>([['identity', plain]])
  if (identity.length >= worthCompressing) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: identity.length }
    const [br, gz] = await Promise.all([compressBrotli(identity, { params }), compressGzip(identity, { level: 6 })])
    representations.set('br', representationOf('br', br, hash, contentType)).set('gzip', representationOf('gzip', gz, hash, contentType))
  }
  const bytes = [...representations.values()].reduce((sum, { body: { length } }) => sum + length, 0)
  return { status, origin, representations, plain, bytes, ...(past && { past }) }
}

/** `hash` is that of the plain body. */
export function representationOf(encoding: Encoding, body: Buffer, hash: string, contentType: string): Representation {
  const headers = ['Content-Type', contentType, 'Content-Length', String(body.length)]
  if (encoding === 'identity') return { body, etag: `"${hash}"`, headers }
  return { body, etag: `"${hash}-${encoding}"`, headers: [...headers, 'Content-Encoding', encoding] }
}
