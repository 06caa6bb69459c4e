import { promisify } from 'node:util'
import * as zlib from 'node:zlib'

export type Compression = 'br' | 'gzip' | 'zstd'

/** `quick`: while a client waits. `best`: once for an answer that is asked for all day, behind everybody's back. */
export type Level = 'quick' | 'best'

type Compress = (body: Buffer, level: Level) => Promise<Buffer>

const {
  BROTLI_PARAM_QUALITY,
  BROTLI_PARAM_SIZE_HINT,
  BROTLI_PARAM_LGWIN,
  BROTLI_MIN_WINDOW_BITS,
  BROTLI_DEFAULT_WINDOW,
} = zlib.constants
const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)

/** Levels were measured on the real list (690 KB) and on pages of it: docs/decisions/0012-response-cache.md. */
const compressors: Readonly<Record<Compression, Compress | undefined>> = {
  br: (body, level) =>
    brotli(body, {
      params: {
        [BROTLI_PARAM_QUALITY]: level === 'best' ? 9 : 4,
        [BROTLI_PARAM_SIZE_HINT]: body.length,
        [BROTLI_PARAM_LGWIN]: windowFor(body),
      },
      chunkSize: chunkFor(body),
    }),
  gzip: (body, level) => gzip(body, { level: level === 'best' ? 9 : 6, chunkSize: chunkFor(body) }),
  zstd: zstdOf(zlib),
}

/** No larger than the body: the rest of a window is memory for nothing. */
function windowFor({ length }: Buffer): number {
  return Math.min(BROTLI_DEFAULT_WINDOW, Math.max(BROTLI_MIN_WINDOW_BITS, Math.ceil(Math.log2(length + 16))))
}

const largestChunk = 1024 ** 2

/** So that most results come in one piece. */
function chunkFor({ length }: Buffer): number {
  return Math.min(largestChunk, Math.max(1_024, length >> 2))
}

/** From this length on the best level takes a thread for long, and memory with it, for some percent less. */
const tooLongForBest = 8 * 1024 ** 2

/** Whether the best level is worth its time and memory. */
export function isWorthBest({ length }: { readonly length: number }): boolean {
  return length < tooLongForBest
}

/** Those that this Node has, the smallest result first. */
export const compressions = (['br', 'zstd', 'gzip'] as const).filter((name) => compressors[name] !== undefined)

/** Off the event loop. */
export function compress(body: Buffer, encoding: Compression, level: Level): Promise<Buffer> {
  return compressors[encoding]?.(body, level) ?? Promise.reject(new Error(`this Node has no ${encoding}`))
}

interface WithZstd {
  zstdCompress(
    body: Buffer,
    options: { params: Record<number, number>; pledgedSrcSize: number },
    done: (error: Error | null, result: Buffer) => void,
  ): void
  constants: { ZSTD_c_compressionLevel: number }
}

/** From Node 22.15 on; the types are those of Node 20. */
function zstdOf(module: object): Compress | undefined {
  if (!('zstdCompress' in module)) return undefined
  const { zstdCompress, constants } = module as WithZstd
  const zstd = promisify(zstdCompress)
  // Without the size it makes tables for the largest body that there could be: 80 MB at the higher ones.
  return (body, level) =>
    zstd(body, {
      params: { [constants.ZSTD_c_compressionLevel]: level === 'best' ? 8 : 3 },
      pledgedSrcSize: body.length,
    })
}
