// Reads a usage object of any supported shape, and refuses one that could mean two things.
import { isRecord } from '../model/is-record.js'
import { similarNames } from '../query/similar-names.js'
import { UsageError, type Usage, type UsageCounts } from './usage.js'
import { shown } from './usage-fields.js'
import { PLAIN_FIELDS, USAGE_SHAPES, type UsageShapeName } from './usage-shapes.js'

export interface ReadUsage {
  usage: Usage
  shape: UsageShapeName
}

type Fields = Readonly<Record<string, unknown>>

/** The shape is detected unless it is given. @throws UsageError */
export function readUsage(value: unknown, given?: UsageShapeName): ReadUsage {
  if (!isRecord(value)) throw new UsageError(`usage is ${shown(value)}; expected an object with token counts`)
  const shape = given ?? detectShape(value)
  if (shape === 'plain') rejectUnknownCounts(value)
  rejectMissing(value)
  const usage = USAGE_SHAPES[shape].read(value)
  rejectTooLargeParts(usage)
  return { usage, shape }
}

const ANTHROPIC_ONLY = ['cache_read_input_tokens', 'cache_creation_input_tokens', 'cache_creation']
const RESPONSES_ONLY = ['input_tokens_details', 'output_tokens_details']
const CHAT_ONLY = ['prompt_tokens_details', 'completion_tokens_details']
const OPENROUTER_ONLY = ['cost', 'cost_details', 'is_byok']
const GEMINI = [
  'usageMetadata',
  'promptTokenCount',
  'candidatesTokenCount',
  'prompt_token_count',
  'candidates_token_count',
]

function detectShape(usage: Fields): UsageShapeName {
  const present = (names: readonly string[]): string | undefined => names.find((name) => (usage[name] ?? null) !== null)
  const prompt = present(['prompt_tokens', 'completion_tokens'])
  const input = present(['input_tokens', 'output_tokens'])
  const anthropic = present(ANTHROPIC_ONLY)
  const responses = present(RESPONSES_ONLY)
  const gemini = present(GEMINI)
  const others = [prompt, input].filter((name) => name !== undefined)
  if (gemini !== undefined) {
    if (others.length > 0) throw ambiguous(gemini, others[0]!, 'they belong to different APIs')
    return 'gemini'
  }
  if (prompt !== undefined && input !== undefined) throw ambiguous(prompt, input, 'both count the same tokens')
  if (prompt !== undefined && anthropic !== undefined)
    throw ambiguous(prompt, anthropic, 'prompt_tokens may or may not include the cached tokens')
  if (anthropic !== undefined && responses !== undefined)
    throw ambiguous(anthropic, responses, 'input_tokens may or may not include the cached tokens')
  if (anthropic !== undefined) return 'anthropic'
  if (responses !== undefined) return 'openai-responses'
  return promptShape(present)
}

/** OpenRouter adds its cost to the shape of OpenAI; a flat object has plain names. */
function promptShape(present: (names: readonly string[]) => string | undefined): UsageShapeName {
  const isChat = present(CHAT_ONLY) !== undefined
  if (present(OPENROUTER_ONLY) !== undefined && (isChat || present(['cost_details', 'is_byok']) !== undefined))
    return 'openrouter'
  return isChat ? 'openai-chat' : 'plain'
}

function ambiguous(one: string, other: string, why: string): UsageError {
  const shapes = Object.keys(USAGE_SHAPES).join(', ')
  return new UsageError(`${one} and ${other} are both given, and ${why}; name the shape (${shapes})`, 'ambiguous_usage')
}

/** Parts that must not exceed their total. */
const PARTS: readonly [total: keyof UsageCounts, name: string, parts: readonly (keyof UsageCounts)[], names: string][] =
  [
    [
      'promptTokens',
      'prompt tokens',
      ['cachedTokens', 'cacheWriteTokens', 'cacheWrite1hTokens'],
      'tokens read from and written to the cache',
    ],
    ['promptTokens', 'prompt tokens', ['audioInputTokens'], 'audio input tokens'],
    ['cachedTokens', 'cached tokens', ['cachedAudioTokens'], 'cached audio tokens'],
    ['audioInputTokens', 'audio input tokens', ['cachedAudioTokens'], 'cached audio tokens'],
    [
      'completionTokens',
      'completion tokens',
      ['reasoningTokens', 'audioOutputTokens', 'imageOutputTokens'],
      'reasoning, audio and image tokens',
    ],
  ]

function rejectTooLargeParts(usage: Usage): void {
  for (const [total, name, parts, names] of PARTS) {
    const sum = parts.reduce((all, part) => all + usage[part], 0)
    if (sum > usage[total])
      throw new UsageError(`${names} (${sum}) exceed the ${name} (${usage[total]}) that they are part of`)
  }
}

/** Names of which one at least is needed: a count of zero is a fact, no count at all is a mistake. */
const TOTALS = [
  'prompt_tokens',
  'completion_tokens',
  'input_tokens',
  'output_tokens',
  'images',
  'web_searches',
  ...GEMINI,
]

function rejectMissing(usage: Fields): void {
  if (TOTALS.every((name) => (usage[name] ?? null) === null))
    throw new UsageError(
      'usage has no count that is known; expected prompt_tokens and completion_tokens, or a usage object of an API',
    )
}

const PLAIN_NAMES = new Set([...Object.keys(PLAIN_FIELDS), 'input_tokens', 'output_tokens', 'total_tokens', 'cost'])

/** Our own names are complete, so an unknown one is a mistake: ignoring its count would make the call cheaper than it was. */
function rejectUnknownCounts(usage: Fields): void {
  for (const [name, value] of Object.entries(usage)) {
    if (PLAIN_NAMES.has(name) || typeof value !== 'number') continue
    const [near] = similarNames(name, [...PLAIN_NAMES])
    const hint = near === undefined ? `expected one of ${[...PLAIN_NAMES].join(', ')}` : `did you mean ${near}?`
    throw new UsageError(`${shown(name)} is no known count; ${hint}`)
  }
}
