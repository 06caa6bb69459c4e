import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

const pieceBytes = 256 * 1024
/** A client that reads nothing for that long is disconnected. */
const stalledMs = 120_000

type NoteHeld = (res: ServerResponse) => void

/**
 * Writes the parts as fast as the client reads them, so that only a piece or two is held in memory. `noteHeld` is called when bytes are
 * held for the client and when it has read them.
 */
export function writeParts(res: ServerResponse, parts: readonly Buffer[], noteHeld: NoteHeld): void {
  if (res.destroyed) return
  res.setTimeout(stalledMs, () => res.destroy())
  writeAll(res, parts, noteHeld).catch(() => res.destroy()) // the client has disconnected
}

async function writeAll(res: ServerResponse, parts: readonly Buffer[], noteHeld: NoteHeld): Promise<void> {
  const closed = new AbortController()
  res.once('close', () => closed.abort())
  for (const piece of pieces(parts)) {
    if (res.write(piece)) continue
    noteHeld(res)
    await once(res, 'drain', { signal: closed.signal })
    noteHeld(res)
  }
  res.end()
}

function* pieces(parts: readonly Buffer[]): Generator<Buffer> {
  let piece: Buffer[] = []
  let length = 0
  for (const part of parts) {
    piece.push(part)
    length += part.length
    if (length < pieceBytes) continue
    yield Buffer.concat(piece, length)
    piece = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(piece, length)
}
