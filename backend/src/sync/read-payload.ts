import type { QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { notJson, parsePayload, readEnvelope, type Payload } from '@modelkeep/catalog/model/payload'
import { validateItem, type ItemValidation } from '@modelkeep/catalog/model/validate-item'
import { mapInSlices, yieldToEventLoop } from '../lib/time-slices.js'
import { parseInWorker, type OmittedItem } from './parse-in-worker.js'

export interface ReadableList {
  ok: true
  /** As received, in upstream order. */
  items: unknown[]
  /** One for each item. */
  inspections: ItemValidation[]
}

export type PayloadReading = ReadableList | { ok: false; reason: QuarantineReason; detail: string }

export interface ReadOptions {
  /** An administrator approved the payload: as in `validateItem`, and a contradiction between the list and its count is ignored. */
  approved?: boolean
}

/** Parsing a payload of this size takes about 10 ms; a hostile one takes ten times as long. OpenRouter's has 1 MB. */
const largestParsedHere = 1.5 * 1024 ** 2
/** Deeply nested payloads take longest for their size. */
const deepestParsedHere = 100

/**
 * Parses and inspects a payload: `{"data": [model, …]}` in UTF-8. Large and deeply nested ones are parsed in a thread of their own; the
 * models are inspected in time slices. Rejects only if the thread cannot be started.
 */
export async function readPayload(body: Buffer, options: ReadOptions = {}): Promise<PayloadReading> {
  await yieldToEventLoop()
  return body.length > largestParsedHere || isDeep(body) ? readApart(body, options) : readHere(body, options)
}

async function readHere(body: Buffer, options: ReadOptions): Promise<PayloadReading> {
  const text = decode(body)
  if (text === null) return notUtf8
  await yieldToEventLoop()
  const payload = parsePayload(text, options)
  if (!payload.ok) return payload
  const { items } = payload
  return { ok: true, items, inspections: await mapInSlices(items, (item) => validateItem(item, options)) }
}

async function readApart(body: Buffer, options: ReadOptions): Promise<PayloadReading> {
  const { envelope, lines } = await parseInWorker(body)
  if (envelope === undefined) return whyNotJson(body)
  const payload = readEnvelope(envelope, options)
  if (!payload.ok) return payload
  const { items: places } = payload
  const items: unknown[] = []
  let start = 0
  const inspections = await mapInSlices(places, (_, nr) => {
    const end = lines.indexOf('\n', start)
    const { item, inspection } = readItem(lines.slice(start, end === -1 ? undefined : end), options)
    start = end + 1
    items[nr] = item
    return inspection
  })
  return { ok: true, items, inspections }
}

function readItem(line: string, options: ReadOptions): { item: unknown; inspection: ItemValidation } {
  if (!line.startsWith('!')) {
    const item: unknown = JSON.parse(line)
    return { item, inspection: validateItem(item, options) }
  }
  const { id, sample, problem } = JSON.parse(line.slice(1)) as OmittedItem
  const { id: readable } = validateItem({ id }, options)
  return { item: { id, sample }, inspection: { model: null, id: readable, reason: `the item: ${problem}` } }
}

const notUtf8: Extract<PayloadReading, { ok: false }> = {
  ok: false,
  reason: 'not_json',
  detail: 'not JSON: the body is not valid UTF-8',
}

/** Decodes the ends only: the whole would take long. */
function whyNotJson(body: Buffer): Extract<Payload, { ok: false }> {
  return notJson(`${body.subarray(0, 1_000).toString()}${body.subarray(-1_000).toString()}`)
}

/** Whether brackets nest deeper than in any list of models. Stops at the first place that is too deep. */
function isDeep(body: Buffer): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (byte === 0x22) inText = !inText
    else if (inText)
      at += byte === 0x5c ? 1 : 0 // a backslash escapes the next byte
    else if (byte === 0x5b || byte === 0x7b) depth++
    else if (byte === 0x5d || byte === 0x7d) depth--
    if (depth > deepestParsedHere) return true
  }
  return false
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
