import { isRecord } from './is-record.js'

/** Maximum items of a list. OpenRouter's has some 460. Even empty items take time. */
export const MAX_ITEMS = 100_000
/** Maximum length of an excerpt in `detail`. */
const MAX_QUOTE_LENGTH = 60

/** `detail` describes the problem in one line and quotes at most 80 characters of the payload. */
export type Payload =
  | { ok: true; items: unknown[] }
  | { ok: false; reason: 'not_json' | 'not_envelope' | 'empty' | 'truncated' | 'too_large'; detail: string }

/** Extracts the items of an upstream response, `{ data: [...] }`. A list that contradicts its own count or paging is truncated. Never throws. */
export function parsePayload(text: string, { approved = false } = {}): Payload {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return notJson(body)
  }
  return readEnvelope(parsed, { approved })
}

/** Why a text is no JSON. The engine's message is not used, since it quotes the payload without a limit. */
export function notJson(body: string): Extract<Payload, { ok: false }> {
  return { ok: false, reason: 'not_json', detail: describeNonJson(body.trim()) }
}

/** The items of a parsed payload. */
export function readEnvelope(parsed: unknown, { approved = false } = {}): Payload {
  const data = isRecord(parsed) ? parsed['data'] : undefined
  if (!isRecord(parsed) || !Array.isArray(data))
    return { ok: false, reason: 'not_envelope', detail: describeWrongEnvelope(parsed) }
  if (data.length === 0) return { ok: false, reason: 'empty', detail: 'the list `data` has no models' }
  if (data.length > MAX_ITEMS)
    return { ok: false, reason: 'too_large', detail: `the list has more than ${MAX_ITEMS} models` }
  const contradiction = approved ? null : findTruncation(parsed, data.length)
  if (contradiction !== null) return { ok: false, reason: 'truncated', detail: contradiction }
  return { ok: true, items: data }
}

/** How a list of this many models contradicts its own count or paging, so that it must be truncated; null if it does not. */
export function findTruncation({ total_count, links }: Record<string, unknown>, models: number): string | null {
  const total = readCount(total_count)
  if (total !== null && total !== models) return `the list holds ${models} models, its total_count says ${total}`
  const next = isRecord(links) ? links['next'] : null
  if (!next) return null
  return `the list links to a next page, which was not read: ${quote(typeof next === 'string' ? next : JSON.stringify(next))}`
}

/** The number of models that a list says it has; null if it says none. Also written as text. */
export function readCount(total: unknown): number | null {
  if (typeof total === 'number') return total
  return typeof total === 'string' && /^\d+$/.test(total.trim()) ? Number(total) : null
}

function describeNonJson(body: string): string {
  if (body === '') return 'not JSON: the body is empty'
  if (body.startsWith('<')) return `not JSON: looks like HTML or XML, starts with ${quote(body)}`
  if (body.startsWith('{') && !body.endsWith('}'))
    return `not JSON: apparently truncated after ${body.length} characters`
  return `not JSON: starts with ${quote(body)}`
}

function describeWrongEnvelope(parsed: unknown): string {
  const prefix = 'not a list of models:'
  if (!isRecord(parsed)) return `${prefix} expected an object with an array \`data\`, received ${typeName(parsed)}`
  if (Object.hasOwn(parsed, 'data')) return `${prefix} \`data\` is ${typeName(parsed['data'])}, not an array`
  const error = isRecord(parsed['error']) ? parsed['error']['message'] : parsed['error']
  if (typeof error === 'string') return `${prefix} an error: ${quote(error)}`
  return `${prefix} no \`data\` among the keys ${quote(Object.keys(parsed).slice(0, 10).join(', '))}`
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The start of a text, escaped to fit on one line. */
function quote(text: string): string {
  const quoted = JSON.stringify(text.length > MAX_QUOTE_LENGTH ? `${text.slice(0, MAX_QUOTE_LENGTH)}…` : text)
  // JSON leaves these control characters as they are.
  return quoted.replaceAll(/[\u007f-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
}
