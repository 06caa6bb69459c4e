import type { QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { validateItem, type ItemValidation } from '@modelkeep/catalog/model/validate-item'
import { parsePayload } from '@modelkeep/catalog/model/payload'
import { mapInSlices, yieldToEventLoop } from '../lib/time-slices.js'

export interface ReadableList {
  ok: true
  /** As received, in upstream order. */
  items: unknown[]
  /** One for each item. */
  inspections: ItemValidation[]
}

export type PayloadReading = ReadableList | { ok: false; reason: QuarantineReason; detail: string }

/**
 * Decodes, parses and inspects a payload: `{"data": [model, …]}` in UTF-8. Yields to the event loop between the steps, and inspects
 * the models in time slices. The longest block is `JSON.parse` of the whole body. `approved`: as in `validateItem`; a contradiction
 * between the list and its own count is then ignored, too. Never rejects.
 */
export async function readPayload(body: Buffer, { approved = false } = {}): Promise<PayloadReading> {
  await yieldToEventLoop()
  const text = decode(body)
  if (text === null) return { ok: false, reason: 'not_json', detail: 'not JSON: the body is not valid UTF-8' }
  await yieldToEventLoop()
  const payload = parsePayload(text, { approved })
  if (!payload.ok) return payload
  const { items } = payload
  return { ok: true, items, inspections: await mapInSlices(items, (item) => validateItem(item, { approved })) }
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
