import { createHash } from 'node:crypto'
import { scopeSchema, type Scope } from '@modelkeep/catalog/contract/syncs'
import type { ItemValidation } from '@modelkeep/catalog/model/validate-item'
import { contentHash } from '../../catalogue/content.js'
import { isFromTheFuture } from '../../snapshot/freshness.js'
import { parseRfc3339 } from './rfc3339.js'

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

export interface CaptureDefaults {
  /** For captures without a `scope`. */
  scope: Scope
  /** For captures without `observed_at`, such as a raw upstream response. Unix milliseconds. */
  observedAt: number | null
  now: () => number
}

export type CaptureParser = (text: string, place: Place) => Capture

/** The parser keeps the items of the previous capture, to share them. It throws BadCapture. */
export function createCaptureParser(defaults: CaptureDefaults): CaptureParser {
  let previous = new Map<string, CapturedItem>()
  return (text, place) => {
    const { data, observedAt, scope } = parseEnvelope(text, place, defaults)
    const current = new Map<string, CapturedItem>()
    const payload = createHash('sha256')
    let newText = 0
    const items = data.map((value) => {
      const itemText = JSON.stringify(value)
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
}

interface Envelope {
  data: unknown[]
  observedAt: number
  scope: Scope
}

function parseEnvelope(text: string, place: Place, defaults: CaptureDefaults): Envelope {
  const reject = (why: string): never => {
    throw new BadCapture(place, why)
  }
  const { data, observed_at: time, scope } = parseObject(text) ?? reject('not a JSON object')
  if (!Array.isArray(data)) return reject('`data` is missing or is not an array')
  if (data.length === 0) return reject('`data` contains no models')
  if (time === undefined && defaults.observedAt === null)
    return reject('`observed_at` is missing: pass --observed-at to set the time')
  const observedAt = time === undefined ? defaults.observedAt : typeof time === 'string' ? parseRfc3339(time) : null
  if (observedAt === null) return reject('`observed_at` must be an RFC 3339 time such as 2026-03-01T12:00:00Z')
  if (isFromTheFuture(observedAt, defaults.now())) return reject('`observed_at` is in the future')
  const parsedScope = scopeSchema.safeParse(scope === undefined ? defaults.scope : scope)
  if (!parsedScope.success) return reject('`scope` must be "text" or "all"')
  return { data, observedAt, scope: parsedScope.data }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    return isObject ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
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
