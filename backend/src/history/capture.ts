import { createHash } from 'node:crypto'
import { scopeSchema, type Scope } from '@modelkeep/catalog/contract/api'
import type { Inspection } from '@modelkeep/catalog/model/inspect'
import { contentHash } from '../catalogue/content.js'
import { isFromTheFuture } from '../snapshot/freshness.js'
import { readMoment } from './capture-time.js'

/** Where a capture came from. `line` counts from 1. */
export interface Place {
  file: string
  line: number
}

/** One item of a list, shared by all captures in which it is the same. `inspection` is remembered once it was made. */
export interface CapturedItem {
  text: string
  value: unknown
  inspection: Inspection | null
}

/** What upstream said at one moment, brought by a person. `observedAt` in Unix milliseconds. */
export interface Capture {
  /** A UUID made of moment, scope and content: the same capture is never imported twice. */
  key: string
  observedAt: number
  scope: Scope
  payloadHash: string
  items: CapturedItem[]
  /** UTF-16 units of items that no capture right before it shared. */
  newText: number
  place: Place
}

/** What cannot be imported, and why, in one line. The rest can. */
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
  /** For captures that name no scope of their own. */
  scope: Scope
  /** For a raw answer of upstream, which names no time. Unix milliseconds. */
  observedAt: number | null
  /** The present: nothing can have been observed later. */
  now: () => number
}

/** @returns a reader of one capture's text, which remembers the items of the capture before. It throws BadCapture. */
export function captureReader(defaults: CaptureDefaults): (text: string, place: Place) => Capture {
  let before = new Map<string, CapturedItem>()
  return (text, place) => {
    const { data, observedAt, scope } = readEnvelope(text, place, defaults)
    const items = data.map((value) => sharedItem(value, before))
    const newText = items.reduce(
      (sum, item) => (before.get(keyOf(item.value)) === item ? sum : sum + item.text.length),
      0,
    )
    before = new Map(items.map((item) => [keyOf(item.value), item]))
    const payload = createHash('sha256')
    for (const item of items) payload.update(item.text).update('\n')
    const payloadHash = payload.digest('base64url')
    return { key: keyFor(observedAt, scope, payloadHash), observedAt, scope, payloadHash, items, newText, place }
  }
}

interface Envelope {
  data: unknown[]
  observedAt: number
  scope: Scope
}

function readEnvelope(text: string, place: Place, defaults: CaptureDefaults): Envelope {
  const refuse = (why: string): never => {
    throw new BadCapture(place, why)
  }
  const parsed = parse(text)
  if (parsed === null) return refuse('not a JSON object')
  const { data, observed_at: time, scope: named } = parsed
  if (!Array.isArray(data)) return refuse('no list of models: `data` is missing or is no array')
  if (data.length === 0) return refuse('the list `data` has no models')
  const observedAt =
    time === undefined
      ? (defaults.observedAt ?? refuse('it does not say when it was observed: give --observed-at'))
      : typeof time === 'string'
        ? readMoment(time)
        : null
  if (observedAt === null) return refuse('`observed_at` is no moment in RFC 3339, such as 2026-03-01T12:00:00Z')
  if (isFromTheFuture(observedAt, defaults.now())) return refuse('`observed_at` is in the future')
  const scope = named === undefined ? { success: true as const, data: defaults.scope } : scopeSchema.safeParse(named)
  return { data, observedAt, scope: scope.success ? scope.data : refuse('`scope` is neither "text" nor "all"') }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function sharedItem(value: unknown, before: ReadonlyMap<string, CapturedItem>): CapturedItem {
  const text = JSON.stringify(value)
  const known = before.get(keyOf(value))
  return known?.text === text ? known : { text, value, inspection: null }
}

function keyOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined
  return typeof id === 'string' ? id : ''
}

/** A UUID of version 8 (RFC 9562, section 5.8): the bits are ours. */
function keyFor(observedAt: number, scope: Scope, payloadHash: string): string {
  const bytes = Buffer.from(contentHash(`${observedAt}\n${scope}\n${payloadHash}`), 'base64url').subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
