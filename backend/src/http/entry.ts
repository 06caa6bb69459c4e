import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { contentHash } from '../catalogue.js'
import type { Snapshot } from '../snapshot/snapshot.js'

const compressGzip = promisify(gzip)
const compressBrotli = promisify(brotliCompress)

export type Encoding = 'identity' | 'gzip' | 'br'

/** An answer, ready to be written: its body in every encoding that it is offered in. */
export interface Entry {
  readonly status: number
  /** The snapshot it was made from: then freshness headers go with it. null: true of this moment only, never cached. */
  readonly snapshot: Snapshot | null
  readonly contentType: string
  /** The content's hash; the encoding is added when it is written. */
  readonly hash: string
  readonly bodies: ReadonlyMap<Encoding, Buffer>
  readonly bytes: number
}

/** Smaller bodies fit a packet anyhow. */
const worthCompressing = 1_024

/** Compresses off the event loop, at levels that take milliseconds. */
export async function createEntry(body: string | Buffer, snapshot: Snapshot | null, { status = 200, contentType = 'application/json; charset=utf-8' } = {}): Promise<Entry> {
  const identity = typeof body === 'string' ? Buffer.from(body) : body
  const bodies = new Map<Encoding, Buffer>([['identity', identity]])
  if (identity.length >= worthCompressing) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: identity.length }
    const [br, gz] = await Promise.all([compressBrotli(identity, { params }), compressGzip(identity, { level: 6 })])
    bodies.set('br', br).set('gzip', gz)
  }
  const bytes = [...bodies.values()].reduce((sum, buffer) => sum + buffer.length, 0)
  return { status, snapshot, contentType, hash: contentHash(identity).slice(0, 22), bodies, bytes }
}
