// A payload read in a thread of its own, at a low priority, so that answers do not wait for it. The thread lives as long as one reading:
// it takes the heap that the reading needed away with it.
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Catalogue } from '../catalogue.js'
import type { FromThread, ToThread } from './payload-worker.js'
import { contentKeys, readPayloadHere, takeItem, type PayloadItem, type PayloadReading, type ReadPayload, type UnreadablePayload } from './read-payload.js'

const pieceBytes = 1024 ** 2
const keysAtOnce = 1_000

/** Where there can be no thread the payload is read on this one after all; `onTrouble` is told why. */
export function createThreadReader(onTrouble: (error: unknown) => void, start: () => Worker = startWorker): ReadPayload {
  return async (body, known) => {
    try {
      return await readInThread(start(), body, known)
    } catch (error) {
      if (isOutOfMemory(error)) return tooLarge
      onTrouble(error)
      return readPayloadHere(body, known)
    }
  }
}

/** Here it would be the end of the program. */
const tooLarge: UnreadablePayload = { ok: false, reason: 'too_large', detail: 'reading it takes more memory than there is' }

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function startWorker(): Worker {
  return new Worker(new URL('./payload-worker.js', import.meta.url), { name: 'payload', execArgv: [] })
}

async function readInThread(worker: Worker, body: Buffer, known: Catalogue): Promise<PayloadReading> {
  const ended = endOf(worker)
  try {
    await tell(worker, body, known)
    const items: PayloadItem[] = []
    for (;;) {
      worker.postMessage({ more: true } satisfies ToThread)
      const [answer] = (await Promise.race([once(worker, 'message'), ended])) as [FromThread]
      if ('unreadable' in answer) return answer.unreadable
      items.push(...answer.items.map((item) => takeItem(item, known)))
      if (answer.last) return { ok: true, items }
    }
  } finally {
    await worker.terminate()
  }
}

/** Rejects when the thread ends, whatever the reason. */
function endOf(worker: Worker): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread that reads a payload ended with ${code}`)))
  })
  ended.catch(() => {}) // nobody may be waiting
  return ended
}

/** In pieces, which are copied: the body stays with who has it. */
async function tell(worker: Worker, body: Buffer, known: Catalogue): Promise<void> {
  for (let from = 0; from < body.length; from += pieceBytes) {
    const piece = Uint8Array.prototype.slice.call(body, from, from + pieceBytes)
    worker.postMessage({ piece } satisfies ToThread, [piece.buffer])
    await nextTurn()
  }
  const keys = await contentKeys(known)
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    worker.postMessage({ known: keys.slice(from, from + keysAtOnce) } satisfies ToThread)
    await nextTurn()
  }
}
