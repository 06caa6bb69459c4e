import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QuarantineReason } from '@modelkeep/catalog/contract/api'
import { inspect, type Inspection } from '@modelkeep/catalog/model/inspect'
import { parsePayload } from '@modelkeep/catalog/model/payload'
import { contentHash, entryOf, type CatalogueEntry } from '../catalogue/catalogue.js'
import { mapInSlices } from '../lib/time-slices.js'
import { splitPayload } from './split-payload.js'

/** Reads the body of a payload: `{"data": [model, …]}` in UTF-8. Gives every item in its order, or why it is no list of models. Never rejects. */
export type ReadPayload = (body: Buffer) => Promise<PayloadReading>

export type PayloadReading =
  { ok: true; items: PayloadItem[] } | { ok: false; reason: QuarantineReason; detail: string }

export interface PayloadItem {
  /** As it came; a sound model in canonical order. */
  item: unknown
  inspection: Inspection
  /** Of a sound model. */
  entry: CatalogueEntry | null
}

/**
 * A reader that knows the models of the payload before by their bytes: in most payloads nearly all are the same, and those are
 * neither parsed nor inspected nor hashed by their contents again. It works in turns of a few milliseconds; only what does not
 * look like upstream's payloads is decoded in one turn and parsed in another.
 */
export function createPayloadReader(): ReadPayload {
  let known: ReadonlyMap<string, CatalogueEntry> = new Map()
  return async (body) => {
    const pieces = splitPayload(body)?.items
    const read = pieces ? await readPieces(pieces, known) : null
    if (read === null) return readWhole(body)
    known = new Map(read.flatMap(({ hash, entry }) => (entry ? [[hash, entry]] : [])))
    return { ok: true, items: read }
  }
}

/** null where one of them is not JSON. */
async function readPieces(
  pieces: readonly Buffer[],
  known: ReadonlyMap<string, CatalogueEntry>,
): Promise<(PayloadItem & { hash: string })[] | null> {
  const read = await mapInSlices(pieces, (piece) => {
    const hash = contentHash(piece)
    const entry = known.get(hash)
    const item = entry ? soundItem(entry) : readPiece(piece)
    return item && { ...item, hash }
  })
  const items = read.filter((item) => item !== null)
  return items.length === pieces.length ? items : null
}

function readPiece(piece: Buffer): PayloadItem | null {
  const text = decode(piece)
  try {
    return text === null ? null : readItem(JSON.parse(text))
  } catch {
    return null
  }
}

async function readWhole(body: Buffer): Promise<PayloadReading> {
  const text = decode(body)
  if (text === null) return { ok: false, reason: 'not_json', detail: 'not JSON: the body is not valid UTF-8' }
  await nextTurn() // the one takes as long as the other
  const payload = parsePayload(text)
  return payload.ok ? { ok: true, items: await mapInSlices(payload.items, readItem) } : payload
}

function readItem(item: unknown): PayloadItem {
  const inspection = inspect(item)
  return inspection.model === null ? { item, inspection, entry: null } : soundItem(entryOf(inspection.model))
}

function soundItem(entry: CatalogueEntry): PayloadItem {
  return { item: entry.model, inspection: { model: entry.model, id: entry.id }, entry }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** null where it is not UTF-8. */
function decode(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
