import { crc32, createInflateRaw } from 'node:zlib'
import { createByteReader, type ByteReader } from './byte-reader.js'

/** Why compressed data cannot be read from here on, and what to do about it, in one line. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip'
  readonly code = 'damaged_gzip'
}

const copyAgain = 'copy or download the file again'
const outputChunkBytes = 64 * 1024
const [minSliceBytes, maxSliceBytes] = [64, 16 * 1024]

/**
 * Decompresses a source if it starts like gzip (RFC 1952), which may consist of several members; otherwise passes it through. Yields
 * everything before a damaged part. Node's Gunzip drops what it has decompressed when a later byte is wrong.
 * @throws DamagedGzip
 */
export async function* gunzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = createByteReader(source)
  if (!startsMember(await input.peek(2))) return yield* input.rest()
  while (startsMember(await input.peek(2))) yield* inflateMember(input)
  if (await hasMoreThanPadding(input))
    throw new DamagedGzip('bytes that are not gzip follow the gzip data: remove them, or compress the file again')
}

function startsMember(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** Zeros after the last member are common on tapes and disks. */
async function hasMoreThanPadding(input: ByteReader): Promise<boolean> {
  for await (const chunk of input.rest()) if (chunk.some((byte) => byte !== 0)) return true
  return false
}

async function* inflateMember(input: ByteReader): AsyncGenerator<Buffer> {
  await skipHeader(input)
  const inflate = createInflateRaw({ chunkSize: outputChunkBytes })
  const output: Buffer[] = []
  let failure: Error | null = null
  inflate.on('data', (chunk: Buffer) => output.push(chunk))
  const write = (slice: Buffer): Promise<void> =>
    new Promise((resolve) => {
      inflate.once('error', resolve)
      inflate.write(slice, () => {
        inflate.off('error', resolve)
        resolve()
      })
    })
  inflate.on('error', (error) => (failure = error))
  let [fed, checksum, size] = [0, 0, 0]
  try {
    // Bytes that were fed but not consumed follow the compressed data.
    while (inflate.bytesWritten === fed) {
      const slice = await takeAtLeastOne(input, sliceBytes(fed))
      fed += slice.length
      await write(slice)
      for (const chunk of output.splice(0)) {
        checksum = crc32(chunk, checksum)
        size += chunk.length
        yield chunk
      }
      if (failure !== null) throw new DamagedGzip(`the gzip data is damaged: ${copyAgain}`, { cause: failure })
      if (inflate.bytesWritten < fed) input.unread(slice.subarray(slice.length - (fed - inflate.bytesWritten)))
    }
  } finally {
    inflate.destroy()
  }
  await checkTrailer(input, checksum, size)
}

/** Grows with the input: what was decompressed from a slice before its damaged byte is lost. */
function sliceBytes(fed: number): number {
  return Math.min(maxSliceBytes, Math.max(minSliceBytes, Math.floor(fed / 8)))
}

const flag = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const

async function skipHeader(input: ByteReader): Promise<void> {
  const flags = (await takeAll(input, 10))[3]!
  if (flags & flag.extra) await takeAll(input, (await takeAll(input, 2)).readUInt16LE())
  if (flags & flag.name) await skipText(input)
  if (flags & flag.comment) await skipText(input)
  if (flags & flag.headerCrc) await takeAll(input, 2)
}

async function skipText(input: ByteReader): Promise<void> {
  while ((await takeAll(input, 1))[0] !== 0);
}

async function checkTrailer(input: ByteReader, checksum: number, size: number): Promise<void> {
  const trailer = await takeAll(input, 8)
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw new DamagedGzip(`the gzip data does not match its checksum: ${copyAgain}`)
}

async function takeAll(input: ByteReader, count: number): Promise<Buffer> {
  const bytes = await input.take(count)
  if (bytes.length < count) throw new DamagedGzip(`the gzip data ends too early: ${copyAgain}`)
  return bytes
}

async function takeAtLeastOne(input: ByteReader, count: number): Promise<Buffer> {
  const bytes = await input.take(count)
  if (bytes.length === 0) throw new DamagedGzip(`the gzip data ends too early: ${copyAgain}`)
  return bytes
}
