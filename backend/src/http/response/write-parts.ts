import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

const pieceBytes = 256 * 1024

/** From this length on an answer is not joined to be written: a copy of it for each reader would be too much. */
export function isTooLongToJoin(length: number): boolean {
  return length > 8 * 1024 ** 2
}

/** A reader that takes nothing for so long is cut. */
const stalledMs = 120_000

/**
 * Writes the parts one after another, as fast as the reader takes them: no more than a piece or two is held for it. `noteHeld` is told
 * when something is, and when it was taken.
 */
export function writeParts(
  res: ServerResponse,
  parts: readonly Buffer[],
  noteHeld: (res: ServerResponse) => void,
): void {
  if (res.destroyed) return // it left while this was made ready
  res.setTimeout(stalledMs, () => res.destroy())
  writeAll(res, parts, noteHeld).catch(() => res.destroy()) // the reader is gone
}

async function writeAll(
  res: ServerResponse,
  parts: readonly Buffer[],
  noteHeld: (res: ServerResponse) => void,
): Promise<void> {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  for (const piece of pieces(parts)) {
    if (res.write(piece)) continue
    noteHeld(res)
    await once(res, 'drain', { signal: gone.signal })
    noteHeld(res)
  }
  res.end()
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
