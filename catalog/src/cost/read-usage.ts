// Reads a usage object of any supported shape, and refuses one that could mean two things.
import { isRecord } from '../model/is-record.js'
import { similarNames } from '../query/similar-names.js'
import { UsageError, type Usage, type UsageCounts } from './usage.js'
import { isCountName, ignoredCounts } from './ignored-counts.js'
import { countAt, shown } from './usage-fields.js'
import { GEMINI_TOTALS, PLAIN_FIELDS, reportedCost, USAGE_SHAPES, type UsageShapeName } from './usage-shapes.js'

export interface ReadUsage {
  usage: Usage
  shape: UsageShapeName
  /** Names of counts above zero that are not known, and so not billed. */
  ignored: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** The shape is detected unless it is given. @throws UsageError */
export function readUsage(value: unknown, given?: UsageShapeName): ReadUsage {
  if (!isRecord(value)) throw new UsageError(`usage is ${shown(value)}; expected an object with token counts`)
  const shape = given ?? detectShape(value)
  rejectMissing(value, shape)
  if (shape === 'plain') rejectUnknownCounts(value)
  const usage = USAGE_SHAPES[shape].read(value)
  if (shape !== 'plain') Object.assign(usage, extraCounts(value))
  usage.reportedCost = reportedCost(value)
  rejectTooLargeParts(usage)
  return { usage, shape, ignored: shape === 'plain' ? [] : ignoredCounts(value) }
}

/** Counts of no API, which may be given with the usage of any. */
function extraCounts(usage: Fields): Partial<Usage> {
  const given = Object.entries({
    images: countAt(usage, 'images'),
    requests: countAt(usage, 'requests'),
    webSearches: countAt(usage, 'web_searches'),
  })
  return Object.fromEntries(given.filter(([, count]) => count !== undefined))
}

const ANTHROPIC_ONLY = ['cache_read_input_tokens', 'cache_creation_input_tokens', 'cache_creation']
const RESPONSES_ONLY = ['input_tokens_details', 'output_tokens_details']
const CHAT_ONLY = ['prompt_tokens_details', 'completion_tokens_details']
const OPENROUTER_ONLY = ['cost_details', 'is_byok']
const REALTIME_ONLY = ['input_token_details', 'output_token_details']
const GEMINI = ['usageMetadata', ...GEMINI_TOTALS]

function detectShape(usage: Fields): UsageShapeName {
  const present = (names: readonly string[]): string | undefined => names.find((name) => (usage[name] ?? null) !== null)
  const prompt = present(['prompt_tokens', 'completion_tokens'])
  const input = present(['input_tokens', 'output_tokens'])
  // Some proxies give these names with every usage, as zero.
  const anthropic = ANTHROPIC_ONLY.find((name) => Boolean(usage[name]))
  const responses = present([...RESPONSES_ONLY, ...REALTIME_ONLY])
  const gemini = present(GEMINI)
  const other = prompt ?? input
  if (gemini !== undefined) {
    if (other !== undefined) throw ambiguous(gemini, other, 'they belong to different APIs')
    return 'gemini'
  }
  if (prompt !== undefined && input !== undefined) throw ambiguous(prompt, input, 'both count the same tokens')
  if (prompt !== undefined && anthropic !== undefined)
    throw ambiguous(prompt, anthropic, 'prompt_tokens may or may not include the cached tokens')
  if (anthropic !== undefined && responses !== undefined)
    throw ambiguous(anthropic, responses, 'input_tokens may or may not include the cached tokens')
  if (input !== undefined) {
    if (anthropic !== undefined || present(['server_tool_use']) !== undefined) return 'anthropic'
    return responses === undefined && present(OPENROUTER_ONLY) === undefined ? 'plain' : 'openai-responses'
  }
  return promptShape(usage, present)
}

/** OpenRouter adds its cost to the shape of OpenAI; a flat object has plain names. */
function promptShape(usage: Fields, present: (names: readonly string[]) => string | undefined): UsageShapeName {
  const isChat = present([...CHAT_ONLY, 'prompt_cache_hit_tokens']) !== undefined
  const isFlat = Object.values(usage).every((value) => !isRecord(value))
  if (present(OPENROUTER_ONLY) !== undefined || (isChat && present(['cost']) !== undefined)) return 'openrouter'
  return isChat || !isFlat ? 'openai-chat' : 'plain'
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

function rejectMissing(usage: Fields, shape: UsageShapeName): void {
  const { totals } = USAGE_SHAPES[shape]
  const counted = isRecord(usage['usageMetadata']) && shape === 'gemini' ? usage['usageMetadata'] : usage
  if (totals.every((name) => (counted[name] ?? null) === null))
    throw new UsageError(
      `usage has no count that the shape ${shape} knows; expected ${totals.slice(0, 2).join(' and ')}, or another shape`,
    )
}

const PLAIN_NAMES = new Set([...Object.keys(PLAIN_FIELDS), 'input_tokens', 'output_tokens', 'total_tokens', 'cost'])

/** Our own names are complete, so an unknown one is a mistake: ignoring its count would make the call cheaper than it was. */
function rejectUnknownCounts(usage: Fields): void {
  for (const [name, value] of Object.entries(usage)) {
    if (PLAIN_NAMES.has(name) || !isMistakenCount(name, value)) continue
    const [near] = similarNames(name, [...PLAIN_NAMES])
    const hint = near === undefined ? `expected one of ${[...PLAIN_NAMES].join(', ')}.` : `did you mean ${near}?`
    throw new UsageError(`${shown(name)} is no known count; ${hint} For the usage object of an API, name its shape.`)
  }
}

/** A number above zero that is no duration, or a count that is given as text. */
function isMistakenCount(name: string, value: unknown): boolean {
  if (typeof value === 'number') return value !== 0 && !/_(?:time|ms)$/.test(name)
  return typeof value === 'string' && isCountName(name)
}
