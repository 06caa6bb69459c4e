import { Worker } from 'node:worker_threads'
import { MAX_ITEMS } from '@modelkeep/catalog/model/payload'

/** A parsed payload whose items are still texts, so that they can be read in time slices. */
export interface ParsedApart {
  /** undefined: the payload is not JSON. Otherwise the payload; if its `data` is a list, that has as many items, which mean nothing, or `MAX_ITEMS + 1`. */
  envelope: unknown
  /** Nothing for too many items. Otherwise a line for each item of `data`: its JSON, or `!` and an `OmittedItem` as JSON. One text, because many are slow to receive. */
  lines: string
}

/** An item that is too large or nested too deeply to be passed on. */
export interface OmittedItem {
  id: string | null
  sample: string
  problem: string
}

/** Longer than any model that validation accepts. */
const longestItem = 2 * 1024 * 1024

/**
 * Runs in the worker. Plain JavaScript in a text, because a worker is loaded from a file, and there is none when the program runs from
 * its sources or as one bundle.
 */
const code = `
const { parentPort, workerData } = require('node:worker_threads')

function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function linesOf(data) {
  if (data.length > workerData.most) return { count: workerData.most + 1, lines: '' }
  return { count: data.length, lines: data.map(line).join('\\n') }
}

function line(item) {
  try {
    const text = JSON.stringify(item)
    if (text.length <= workerData.longest) return text
    return omitted(item, 'is longer than ' + workerData.longest + ' characters', text.slice(0, 1000))
  } catch {
    return omitted(item, 'is nested too deeply', '')
  }
}

function omitted(item, problem, sample) {
  return '!' + JSON.stringify({ id: typeof item.id === 'string' ? item.id.slice(0, 300) : null, sample, problem })
}

const parsed = parse(workerData.bytes)
const data = parsed?.data
parentPort.postMessage(
  Array.isArray(data)
    ? { envelope: { ...shallow(parsed), data: [] }, ...linesOf(data) }
    : { envelope: shallow(parsed), count: 0, lines: '' },
)

function shallow(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return Array.isArray(value) ? [] : value
  const keys = Object.keys(value).slice(0, 100)
  return Object.fromEntries(keys.filter((key) => key !== 'data' || !Array.isArray(value.data)).map((key) => [key, small(value[key])]))
}

function small(value) {
  const text = safeText(value)
  return text !== undefined && text.length < 1000 ? value : null
}

function safeText(value) {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
`

/** Parses a payload in a thread of its own, so that not even a hostile one blocks the event loop. Rejects if the thread fails. */
export async function parseInWorker(bytes: Buffer): Promise<ParsedApart> {
  const worker = new Worker(code, { eval: true, workerData: { bytes, longest: longestItem, most: MAX_ITEMS } })
  const { envelope, count, lines } = await new Promise<{ envelope: unknown; count: number; lines: string }>(
    (resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the thread that parses a payload ended')))
    },
  )
  return {
    envelope: count === 0 ? envelope : { ...(envelope as object), data: Array.from({ length: count }, () => 0) },
    lines,
  }
}
