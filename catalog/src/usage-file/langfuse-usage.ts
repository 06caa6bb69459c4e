// The usage details of Langfuse, whose counts exclude each other: `input` is without `input_cached_tokens`.
import { LANGFUSE_USAGE_KEYS } from '../cost/langfuse-usage-keys.js'
import { shown } from '../cost/usage-fields.js'
import type { PLAIN_FIELDS } from '../cost/usage-shapes.js'
import { isRecord } from '../model/is-record.js'
import { CellError, readCount } from './read-cell.js'

type Fields = Readonly<Record<string, unknown>>
type Kind = keyof typeof LANGFUSE_USAGE_KEYS

/** The plain names under which the count of each kind is added. */
const PLAIN_NAMES = {
  input: ['prompt_tokens'],
  cached_input: ['prompt_tokens', 'cached_tokens'],
  cache_write: ['prompt_tokens', 'cache_write_tokens'],
  cache_write_1h: ['prompt_tokens', 'cache_write_1h_tokens'],
  audio_input: ['prompt_tokens', 'audio_input_tokens'],
  // Plain names have no cached audio. The price of audio is the higher one.
  cached_audio_input: ['prompt_tokens', 'audio_input_tokens'],
  output: ['completion_tokens'],
  reasoning: ['completion_tokens', 'reasoning_tokens'],
  audio_output: ['completion_tokens', 'audio_output_tokens'],
  image_output: ['completion_tokens', 'image_output_tokens'],
} as const satisfies Record<Kind, readonly (keyof typeof PLAIN_FIELDS)[]>

const KIND_OF = new Map<string, Kind>(
  (Object.keys(LANGFUSE_USAGE_KEYS) as Kind[]).flatMap((kind) =>
    LANGFUSE_USAGE_KEYS[kind].map((key) => [key, kind] as const),
  ),
)

/**
 * Usage with plain names, or null if these are no details of Langfuse. @throws CellError
 * https://langfuse.com/docs/observability/features/token-and-cost-tracking
 */
export function langfuseUsage(details: unknown): Fields | null {
  if (!isRecord(details) || !('input' in details || 'output' in details)) return null
  const unit = details['unit'] ?? 'TOKENS'
  if (unit !== 'TOKENS') throw new CellError('invalid_usage', `unit is ${shown(unit)}; expected TOKENS`)
  const usage: Record<string, number> = {}
  for (const names of Object.values(PLAIN_NAMES)) for (const name of names) usage[name] = 0
  for (const [key, value] of Object.entries(details)) {
    const kind = kindOf(key)
    if (kind === null) continue
    const count = readCount(value, key) ?? 0
    for (const name of PLAIN_NAMES[kind]) usage[name]! += count
  }
  return usage
}

/** Keys of people's own are counted as what they begin with; sums and costs are not counts of their own. */
function kindOf(key: string): Kind | null {
  const known = KIND_OF.get(key)
  if (known !== undefined) return known
  if (/cost$/i.test(key)) return null
  if (/^(?:input_cached|input_cache_read|cache_read)/.test(key)) return 'cached_input'
  if (/^(?:input_cache|cache_)/.test(key)) return 'cache_write'
  if (key.startsWith('input')) return 'input'
  if (key.startsWith('output_reasoning')) return 'reasoning'
  return key.startsWith('output') ? 'output' : null
}
