import { createHash } from 'node:crypto'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import { stringifyAnyDepth } from '@modelkeep/catalog/model/unsafe-json'
import type { ItemValidation } from '@modelkeep/catalog/model/validate-item'
import { contentHash } from '../../catalogue/content.js'
import { readEnvelopes, type Envelope, type EnvelopeOptions } from './envelope.js'

/** The origin of a capture. `line` counts from 1. */
export interface Place {
  file: string
  line: number
}

/** One item of a list. Consecutive captures share the items that did not change. */
export interface CapturedItem {
  text: string
  value: unknown
  /** Cached by the first inspection. */
  inspection: ItemValidation | null
}

/** A catalogue observed upstream at one moment, supplied by a user. `observedAt` in Unix milliseconds. */
export interface Capture {
  /** A UUID derived from moment, scope and content, so that no capture is imported twice. */
  key: string
  observedAt: number
  scope: Scope
  payloadHash: string
  items: CapturedItem[]
  /** UTF-16 units of the items not shared with the previous capture. */
  newText: number
  place: Place
}

/** One capture that cannot be imported; the message is one line. It does not affect the others. */
export class BadCapture extends Error {
  override readonly name = 'BadCapture'
  readonly code = 'bad_capture'
  readonly place: Place
  constructor(place: Place, why: string) {
    super(why)
    this.place = place
  }
}

/** Reads the captures of one JSON document: a capture, an upstream response, a list of models, or a list of captures. */
export type CaptureParser = (text: string, place: Place) => Generator<Capture | BadCapture>

/** The parser keeps the items of the previous capture, to share them. */
export function createCaptureParser(options: EnvelopeOptions): CaptureParser {
  let previous = new Map<string, CapturedItem>()

  function createCapture({ data, observedAt, scope }: Envelope, place: Place): Capture {
    const current = new Map<string, CapturedItem>()
    const payload = createHash('sha256')
    let newText = 0
    const items = data.map((value) => {
      const itemText = stringifyAnyDepth(value)
      const known = previous.get(idOf(value))
      const item = known?.text === itemText ? known : { text: itemText, value, inspection: null }
      if (item !== known) newText += itemText.length
      current.set(idOf(value), item)
      payload.update(itemText).update('\n')
      return item
    })
    previous = current
    const payloadHash = payload.digest('base64url')
    return { key: keyFor(observedAt, scope, payloadHash), observedAt, scope, payloadHash, items, newText, place }
  }

  return function* (text, place) {
    for (const read of readEnvelopes(text, options))
      yield typeof read === 'string' ? new BadCapture(place, read) : createCapture(read, place)
  }
}

function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined
  return typeof id === 'string' ? id : ''
}

/** A UUID of version 8 (RFC 9562, section 5.8). */
function keyFor(observedAt: number, scope: Scope, payloadHash: string): string {
  const bytes = Buffer.from(contentHash(`${observedAt}\n${scope}\n${payloadHash}`), 'base64url').subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
