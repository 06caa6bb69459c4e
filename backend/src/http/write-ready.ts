import type { Socket } from 'node:net'
import type { AnswerHeaders, Asked } from './answer-headers.js'
import { chooseVariant } from './choose-variant.js'
import type { CacheOutcome, Entry } from './entry.js'
import type { EncodingsOf } from './negotiate.js'

/**
 * Writes an answer that is there, bytes and all, straight to a connection on which nothing else is under way: what `writeEntry` would
 * have sent, to the byte. Returns its status, or null where it has to be made or is long, and then nothing was written.
 */
export type WriteReady = (asked: Asked, socket: Socket, entry: Entry) => number | null

/** Told of a connection that did not take all of it at once, and of the bytes that it shares with others. */
export type NoteLeft = (socket: Socket, shared?: Buffer) => void

const mostAtOnce = 1024 ** 2

interface Parts {
  headers: AnswerHeaders
  encodingsOf: EncodingsOf
  outcomes: Record<CacheOutcome, number>
  noteLeft: NoteLeft
}

export function createReadyWriter({ headers, encodingsOf, outcomes, noteLeft }: Parts): WriteReady {
  return (asked, socket, entry) => {
    const { variant, full } = chooseVariant(asked.headers, entry, encodingsOf(asked.headers['accept-encoding']))
    const { body } = variant
    if (full && (body === undefined || body.length > mostAtOnce)) return null
    const head = headers.textOf(asked, entry, variant, full)
    if (entry.origin !== null) outcomes.hit++
    const text = !full || asked.method === 'HEAD' ? '' : entry.textOf(variant)
    if (text === undefined) writeTogether(socket, head, body!)
    else socket.write(head + text, 'latin1')
    if (socket.writableLength > 0) noteLeft(socket, text === undefined ? body : undefined)
    return full ? entry.status : 304
  }
}

/** One call of the system for both. */
function writeTogether(socket: Socket, head: string, body: Buffer): void {
  socket.cork()
  socket.write(head, 'latin1')
  socket.write(body)
  socket.uncork()
}
