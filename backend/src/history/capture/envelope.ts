import { scopeSchema, type Scope } from '@modelkeep/catalog/contract/syncs'
import { isRecord } from '@modelkeep/catalog/model/is-record'
import { findTruncation } from '@modelkeep/catalog/model/payload'
import { isFromTheFuture } from '../../snapshot/freshness.js'
import { parseRfc3339 } from './rfc3339.js'

export interface EnvelopeOptions {
  /** For captures without a `scope`. */
  scope: Scope
  /** For captures without `observed_at`, such as a raw upstream response. Unix milliseconds. */
  observedAt: number | null
  /** Accept lists that contradict their own count or paging. */
  allowShrink?: boolean
  now: () => number
}

/** A capture whose models have not been inspected. `observedAt` in Unix milliseconds. */
export interface Envelope {
  data: unknown[]
  observedAt: number
  scope: Scope
}

const exampleTime = '2026-03-01T12:00:00Z'
const expected = `expected {"observed_at": "${exampleTime}", "data": [model, …]}`

/** Before OpenRouter existed. Excludes times that no response header can hold, such as those of the year 0. */
const earliest = '2015-01-01T00:00:00Z'
const earliestMs = Date.parse(earliest)

/** Upstream has about 450. Bounds the memory of a capture: an item of one character takes a hundred bytes. */
const maxModels = 20_000

/** Why no capture can have been observed at this time (Unix milliseconds), or null. */
export function problemOfTime(observedAt: number, now: number): string | null {
  if (isFromTheFuture(observedAt, now)) return `is in the future: expected a time from ${earliest} to now`
  return observedAt < earliestMs ? `is too early: expected a time from ${earliest} to now` : null
}

/** The captures of one JSON document, or for each what is wrong and what would be right. */
export function* readEnvelopes(text: string, options: EnvelopeOptions): Generator<Envelope | string> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return yield `not valid JSON (${describe(error)}): ${expected}`
  }
  if (!Array.isArray(document) || !document.some(isEnvelope)) return yield readEnvelope(document, options)
  for (const [at, capture] of document.entries()) {
    const read = readEnvelope(capture, options)
    yield typeof read === 'string' ? `capture ${at + 1} of the list: ${read}` : read
  }
}

function isEnvelope(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value['data'])
}

function readEnvelope(value: unknown, options: EnvelopeOptions): Envelope | string {
  const envelope = Array.isArray(value) ? { data: value as unknown[] } : value
  if (!isRecord(envelope)) return `not a JSON object: ${expected}`
  const { data } = envelope
  if (!Array.isArray(data)) return `\`data\` is missing or is not an array: ${expected}`
  if (data.length === 0) return `\`data\` contains no models: ${expected}`
  if (data.length > maxModels) return `\`data\` contains ${data.length} models: expected at most ${maxModels}`
  const scope = scopeSchema.safeParse(envelope['scope'] === undefined ? options.scope : envelope['scope'])
  if (!scope.success) return '`scope` is neither "text" nor "all": expected one of them, or no `scope`'
  const truncation = options.allowShrink ? null : findTruncation(envelope, data.length)
  if (truncation !== null) return `truncated: ${truncation}; expected all pages in one list, or --allow-shrink`
  const observedAt = readTime(envelope['observed_at'], options)
  return typeof observedAt === 'string' ? observedAt : { data, observedAt, scope: scope.data }
}

function readTime(time: unknown, { observedAt, now }: EnvelopeOptions): number | string {
  if (time === undefined) return observedAt ?? '`observed_at` is missing: pass --observed-at to set the time'
  const parsed = typeof time === 'string' ? parseRfc3339(time) : null
  if (parsed === null) return `\`observed_at\` must be an RFC 3339 time such as ${exampleTime}`
  const problem = problemOfTime(parsed, now())
  return problem === null ? parsed : `\`observed_at\` ${problem}`
}

/** The engine's message on one line. It quotes the text, all of it if it is short. */
function describe(error: unknown): string {
  return (error as Error).message.replace(/\s+/g, ' ').slice(0, 80)
}
