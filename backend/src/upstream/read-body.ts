import { Transform, Writable, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { UpstreamError } from './upstream-error.js'

/** What has been received of a response, updated while reading, so that an error can report the progress. */
export interface Received {
  wireBytes: number
  /** Decompressed. */
  bytes: number
  chunks: Buffer[]
  /** The first bytes before decompression, for a body that cannot be decompressed. */
  wireHead: Buffer[]
}

/** Limits in decompressed bytes: what is left for this page, and the total for all pages. */
export interface ByteBudget {
  left: number
  total: number
}

const SAMPLE_BYTES = 64 * 1024

export function nothingReceived(): Received {
  return { wireBytes: 0, bytes: 0, chunks: [], wireHead: [] }
}

/** The first 64 KB received, decompressed if possible. */
export function sampleOf(received: Received): Buffer {
  const sample = Buffer.alloc(Math.min(SAMPLE_BYTES, received.bytes || received.wireBytes))
  let filled = 0
  // A subarray of the concatenated chunks would keep an oversized body in memory as long as the error.
  for (const chunk of received.bytes > 0 ? received.chunks : received.wireHead) {
    if (filled === sample.length) break
    filled += chunk.copy(sample, filled)
  }
  return sample
}

/**
 * Reads and decompresses a body. Holds at most `budget.left` bytes and one chunk. Bytes on the wire are limited too, since a compressed
 * stream can continue for ever without output.
 *
 * Destroys the body unless it reads it to the end. Rejects with UpstreamError `too_large`, `bad_encoding` or `truncated` if the bytes are
 * at fault, or with the body's own error if the connection fails.
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  budget: ByteBudget,
  received: Received,
): Promise<Buffer> {
  const decoder = createDecoder(encoding)
  if (decoder === 'unknown') throw await unknownEncoding(body, encoding, received)
  // The pipeline destroys every stream with the same error; the first stream to emit it is the one that failed.
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
    // zlib reports an empty body as truncated; it is just empty.
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

/** Reads just enough for a sample. */
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
  const message = `upstream sent the content encoding "${encoding}", which was not requested`
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
  const message = `the response is larger than ${cap} ${where} (stopped after ${received.wireBytes} bytes on the wire)`
  return new UpstreamError('too_large', message, { sample: sampleOf(received) })
}

function decodingError(error: unknown, encoding: string | undefined, received: Received): UpstreamError {
  const details = { cause: error, sample: sampleOf(received) }
  const bytes = `${received.wireBytes} bytes received`
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR'
    ? new UpstreamError('truncated', `the response ends in the middle of its ${encoding} stream (${bytes})`, details)
    : new UpstreamError('bad_encoding', `the response is not valid ${encoding} (${bytes})`, details)
}
