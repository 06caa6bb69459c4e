// The body of an upstream answer, as text, to the items of its list.
import { isRecord } from './is-record.js'

/** As much of a payload as a detail quotes. */
const LONGEST_QUOTE = 60

/** `detail` says what is wrong in one line and quotes at most 80 characters of the payload. */
export type Payload =
  { ok: true; items: unknown[] } | { ok: false; reason: 'not_json' | 'not_envelope' | 'empty'; detail: string }

/** Takes the list out of `{ data: [...] }`; `total_count` and `links` are not looked at. Never throws. */
export function parsePayload(text: string): Payload {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    // The engine's own message is not passed on: it quotes the payload as it sees fit.
    return { ok: false, reason: 'not_json', detail: whyNotJson(body.trim()) }
  }
  const data = isRecord(parsed) ? parsed['data'] : undefined
  if (!Array.isArray(data)) return { ok: false, reason: 'not_envelope', detail: whyNotEnvelope(parsed) }
  if (data.length === 0) return { ok: false, reason: 'empty', detail: 'the list `data` has no models' }
  return { ok: true, items: data }
}

function whyNotJson(body: string): string {
  if (body === '') return 'not JSON: the body is empty'
  if (body.startsWith('<')) return `not JSON: it looks like HTML or XML, and begins with ${quote(body)}`
  if (body.startsWith('{') && !body.endsWith('}'))
    return `not JSON: it seems to be cut off after ${body.length} characters`
  return `not JSON: it begins with ${quote(body)}`
}

function whyNotEnvelope(parsed: unknown): string {
  const reason = 'not a list of models:'
  if (!isRecord(parsed)) return `${reason} ${nameOf(parsed)}, where an object with an array \`data\` was expected`
  if (Object.hasOwn(parsed, 'data')) return `${reason} \`data\` is ${nameOf(parsed['data'])}, not an array`
  const error = isRecord(parsed['error']) ? parsed['error']['message'] : parsed['error']
  if (typeof error === 'string') return `${reason} an error that says ${quote(error)}`
  return `${reason} no \`data\` among its keys ${quote(Object.keys(parsed).slice(0, 10).join(', '))}`
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The beginning of a text, escaped so that it stays on one line. */
function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text)
}
