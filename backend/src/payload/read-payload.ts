import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QuarantineReason } from '@modelkeep/catalog/api'
import type { Inspection } from '@modelkeep/catalog/inspect'
import { parsePayload } from '@modelkeep/catalog/payload'
import { CatalogueEntry, type Catalogue } from '../catalogue.js'
import { mapInTurns } from '../turns.js'
import { contentKey, readItem, type ReadItem } from './read-item.js'

/**
 * Reads the body of a payload: `{"data": [model, …]}` in UTF-8. Models whose content is that of `known` are taken from it, as
 * the same objects. @returns every item in its order, or why it is no list of models
 */
export type ReadPayload = (body: Buffer, known: Catalogue) => Promise<PayloadReading>

export type PayloadReading = { ok: true; items: PayloadItem[] } | UnreadablePayload

export interface UnreadablePayload {
  ok: false
  reason: QuarantineReason
  detail: string
}

/** One item: as it came, what is to be said of it, and, where it is a model, its entry. */
export interface PayloadItem {
  item: unknown
  inspection: Inspection
  entry: CatalogueEntry | null
}

/** On this thread, in turns of a few milliseconds; decoding and parsing have a turn each. */
export const readPayloadHere: ReadPayload = async (body, known) => {
  const text = decode([body])
  await nextTurn() // the one takes as long as the other
  const payload = text === null ? notUtf8 : parsePayload(text)
  if (!payload.ok) return payload
  const keys = new Set(await contentKeys(known))
  return { ok: true, items: await mapInTurns(payload.items, (item) => takeItem(readItem(item, keys), known)) }
}

export const notUtf8: UnreadablePayload = { ok: false, reason: 'not_json', detail: 'not JSON: the body is not valid UTF-8' }

/** null where it is not UTF-8. A byte order mark at its beginning is left out. */
export function decode(pieces: Iterable<Uint8Array>): string | null {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    let text = ''
    for (const piece of pieces) text += decoder.decode(piece, { stream: true })
    return text + decoder.decode()
  } catch {
    return null
  }
}

export function contentKeys({ entries }: Catalogue): Promise<string[]> {
  return mapInTurns(entries, ({ facts, benchmarks }) => contentKey({ facts: facts.hash, benchmarks: benchmarks?.hash ?? null }))
}

export function takeItem(read: ReadItem, known: Catalogue): PayloadItem {
  if (read.kind === 'broken') return { item: JSON.parse(read.json), inspection: { model: null, id: read.id, reason: read.reason }, entry: null }
  const entry = read.kind === 'known' ? known.byId.get(read.id)! : new CatalogueEntry(JSON.parse(read.json), Buffer.from(read.json), read.hashes)
  return { item: entry.model, inspection: { model: entry.model, id: entry.id }, entry }
}
