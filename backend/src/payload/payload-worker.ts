// The thread that reads a payload. It is told the body and what is known, and then says some items each time it is asked for more.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { parsePayload } from '@modelkeep/catalog/payload'
import { readItem, type ReadItem } from './read-item.js'
import { decode, notUtf8, type UnreadablePayload } from './read-payload.js'

export type ToThread = { piece: Uint8Array } | { known: readonly string[] } | { more: true }
export type FromThread = { unreadable: UnreadablePayload } | { items: ReadItem[]; last: boolean }

/** What the other thread takes in one turn of its loop. */
const mostItems = 200
const mostCharacters = 64 * 1024
/** A third of the time that the loop gets, where both want a core. */
const niceness = 5

takeSecondPlace()
listen(parentPort!)

function listen(port: MessagePort): void {
  const pieces: Uint8Array[] = []
  const known = new Set<string>()
  let items: Iterator<ReadItem> | null = null
  port.on('message', (message: ToThread) => {
    if ('piece' in message) return void pieces.push(message.piece)
    if ('known' in message) return message.known.forEach((key) => known.add(key))
    if (items === null) {
      const payload = parse(pieces.splice(0))
      if (!payload.ok) return port.postMessage({ unreadable: payload } satisfies FromThread)
      items = readAll(payload.items, known)
    }
    port.postMessage(some(items) satisfies FromThread)
  })
}

function parse(pieces: Uint8Array[]) {
  const text = decode(pieces)
  return text === null ? notUtf8 : parsePayload(text)
}

/** What was read is let go. */
function* readAll(items: unknown[], known: ReadonlySet<string>): Generator<ReadItem> {
  for (let nr = 0; nr < items.length; nr++) {
    const item = items[nr]
    items[nr] = undefined
    yield readItem(item, known)
  }
}

function some(all: Iterator<ReadItem>): { items: ReadItem[]; last: boolean } {
  const items: ReadItem[] = []
  for (let characters = 0; items.length < mostItems && characters < mostCharacters; ) {
    const next = all.next()
    if (next.done) return { items, last: true }
    items.push(next.value)
    if (next.value.kind !== 'known') characters += next.value.json.length
  }
  return { items, last: false }
}

/** Linux gives each thread a priority of its own; elsewhere it stays as it is. */
function takeSecondPlace(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), niceness)
  } catch {
    // no such place, or not allowed: it reads at the program's priority
  }
}
