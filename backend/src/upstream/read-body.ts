import { Transform, Writable, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { UpstreamError } from './upstream-error.js'

/** What has come of one answer so far; filled while it is read, so that a failure can say how far it got. */
export interface Received {
  wireBytes: number
  /** Decompressed. */
  bytes: number
  chunks: Buffer[]
  /** The first bytes as they came, for a body of which nothing can be decompressed. */
  wireHead: Buffer[]
}

/** Decompressed bytes that may still come, and how many there may be in all pages together. */
export interface ByteBudget {
  left: number
  total: number
}

const SAMPLE_BYTES = 64 * 1024

export function nothingReceived(): Received {
  return { wireBytes: 0, bytes: 0, chunks: [], wireHead: [] }
}

/** The first 64 KB of what came: decompressed where that was possible. */
export function sampleOf(received: Received): Buffer {
  const sample = Buffer.alloc(Math.min(SAMPLE_BYTES, received.bytes || received.wireBytes))
  let filled = 0
  // Not concatenated and cut: that would keep the whole of what is too large in memory for as long as the error lives.
  for (const chunk of received.bytes > 0 ? received.chunks : received.wireHead) {
    if (filled === sample.length) break
    filled += chunk.copy(sample, filled)
  }
  return sample
}

/**
 * Reads a body to its end, decompressing it and counting as it comes; at no time are more than `budget.left` bytes and one chunk held.
 * Bytes on the wire are counted as well: a stream can go on for ever without any output.
 *
 * Destroys the body if it does not read it to its end. Rejects with UpstreamError `too_large`, `bad_encoding` or `truncated` for what is wrong with the bytes, with the body's own error where
 * it breaks off.
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  budget: ByteBudget,
  received: Received,
): Promise<Buffer> {
  const decoder = createDecoder(encoding)
  if (decoder === 'unknown') throw await unknownEncoding(body, encoding, received)
  // The pipeline passes any failure on to every part of it: only the part that fails first is to blame.
  let bodyFailed = false
  let decoderFailed = false
  body.once('error', () => {
    bodyFailed = true
  })
  decoder?.once('error', () => {
    decoderFailed = !bodyFailed
  })
  const meter = countWire(budget, received)
  const collect = collectWithin(budget, received)
  try {
    await (decoder ? pipeline(body, meter, decoder, collect) : pipeline(body, meter, collect))
  } catch (error) {
    if (!decoderFailed || error instanceof UpstreamError) throw error
    // Nothing is what nothing decompresses to, though zlib sees a stream that ends too early.
    if (received.wireBytes > 0) throw decodingError(error, encoding, received)
  }
  return Buffer.concat(received.chunks)
}

function createDecoder(encoding: string | undefined): Transform | undefined | 'unknown' {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return undefined
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'deflate':
      return createInflate()
    default:
      return 'unknown'
  }
}

/** Reads on just far enough to have a sample. */
async function unknownEncoding(
  body: Readable,
  encoding: string | undefined,
  received: Received,
): Promise<UpstreamError> {
  for await (const chunk of body as AsyncIterable<Buffer>) {
    received.wireHead.push(chunk)
    received.wireBytes += chunk.length
    if (received.wireBytes >= SAMPLE_BYTES) break
  }
  const message = `upstream sent the content encoding "${encoding}", which was not asked for`
  return new UpstreamError('bad_encoding', message, { sample: sampleOf(received) })
}

function countWire(budget: ByteBudget, received: Received): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      if (received.wireBytes < SAMPLE_BYTES) received.wireHead.push(chunk)
      received.wireBytes += chunk.length
      callback(received.wireBytes > budget.left ? tooLarge('on the wire', budget, received) : null, chunk)
    },
  })
}

function collectWithin(budget: ByteBudget, received: Received): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, callback) {
      received.chunks.push(chunk)
      received.bytes += chunk.length
      callback(received.bytes > budget.left ? tooLarge('decompressed', budget, received) : null)
    },
  })
}

function tooLarge(where: string, budget: ByteBudget, received: Received): UpstreamError {
  const cap =
    budget.left === budget.total
      ? `${budget.total} bytes`
      : `the ${budget.left} bytes left of ${budget.total} for all pages`
  const message = `the answer is larger than ${cap} ${where} (stopped after ${received.wireBytes} bytes on the wire)`
  return new UpstreamError('too_large', message, { sample: sampleOf(received) })
}

function decodingError(error: unknown, encoding: string | undefined, received: Received): UpstreamError {
  const details = { cause: error, sample: sampleOf(received) }
  const cut = error instanceof Error && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR'
  return cut
    ? new UpstreamError(
        'truncated',
        `the answer ends in the middle of its ${encoding} stream (${received.wireBytes} bytes received)`,
        details,
      )
    : new UpstreamError(
        'bad_encoding',
        `the answer is not the ${encoding} that it says it is (${received.wireBytes} bytes received)`,
        details,
      )
}
