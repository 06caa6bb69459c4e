import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const pieceBytes = 256 * 1024

/** From this length on an answer is not joined to be written: a copy of it for each reader would be too much. */
export function isTooLongToJoin(length: number): boolean {
  return length > 8 * 1024 ** 2
}

/** Writes the parts one after another, as fast as the reader takes them: no more than a piece or two is held for it. */
export function writeParts(res: ServerResponse, parts: readonly Buffer[]): void {
  pipeline(Readable.from(pieces(parts), { objectMode: false, highWaterMark: pieceBytes }), res).catch(() => res.destroy()) // the reader is gone
}

function* pieces(parts: readonly Buffer[]): Generator<Buffer> {
  let [piece, length]: [Buffer[], number] = [[], 0]
  for (const part of parts) {
    piece.push(part)
    length += part.length
    if (length < pieceBytes) continue
    yield Buffer.concat(piece, length)
    ;[piece, length] = [[], 0]
  }
  if (length > 0) yield Buffer.concat(piece, length)
}
