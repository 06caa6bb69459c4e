import { promisify } from 'node:util'
import * as zlib from 'node:zlib'

export type Compression = 'br' | 'gzip' | 'zstd'

type Compress = (body: Buffer) => Promise<Buffer>

const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)

/** The levels are measured in bench/compression.md: beyond them, a few per cent cost as much CPU again. */
const compressors: Readonly<Record<Compression, Compress | undefined>> = {
  br: (body) =>
    brotli(body, {
      params: {
        [zlib.constants.BROTLI_PARAM_QUALITY]: 5,
        [zlib.constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        [zlib.constants.BROTLI_PARAM_LGWIN]: windowBits(body),
      },
      chunkSize: chunkSize(body),
    }),
  gzip: (body) => gzip(body, { level: 6, chunkSize: chunkSize(body) }),
  zstd: zstdOf(zlib),
}

/** A window larger than the body only costs memory. */
function windowBits({ length }: Buffer): number {
  const { BROTLI_MIN_WINDOW_BITS: min, BROTLI_DEFAULT_WINDOW: max } = zlib.constants
  return Math.min(max, Math.max(min, Math.ceil(Math.log2(length + 16))))
}

/** The result keeps its whole last chunk alive, so chunks are about as large as the result. */
function chunkSize({ length }: Buffer): number {
  return Math.min(1024 ** 2, Math.max(1_024, length >> 2))
}

/** The encodings that this Node has, best first. */
export const compressions = (['br', 'zstd', 'gzip'] as const).filter((name) => compressors[name] !== undefined)

/** Compresses on libuv's thread pool. */
export function compress(body: Buffer, encoding: Compression): Promise<Buffer> {
  return compressors[encoding]?.(body) ?? Promise.reject(new Error(`this Node has no ${encoding}`))
}

interface WithZstd {
  zstdCompress(
    body: Buffer,
    options: { params: Record<number, number>; pledgedSrcSize: number },
    done: (error: Error | null, result: Buffer) => void,
  ): void
  constants: { ZSTD_c_compressionLevel: number }
}

/** From Node 22.15 on; the type declarations are those of Node 20. */
function zstdOf(module: object): Compress | undefined {
  if (!('zstdCompress' in module)) return undefined
  const { zstdCompress, constants } = module as WithZstd
  const zstd = promisify(zstdCompress)
  // Without the size, zstd allocates tables for the largest possible body.
  return (body) => zstd(body, { params: { [constants.ZSTD_c_compressionLevel]: 5 }, pledgedSrcSize: body.length })
}
