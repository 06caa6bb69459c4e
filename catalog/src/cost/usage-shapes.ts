// One reader for each shape in which APIs report usage. Each returns counts whose parts are included in their totals.
import { Big } from 'big.js'
import { isRecord } from '../model/is-record.js'
import { NO_USAGE, UsageError, type Usage } from './usage.js'
import { countAt, firstCount, shown, valueAt } from './usage-fields.js'

type Fields = Readonly<Record<string, unknown>>

const MAX_COST = 1_000_000_000
const MAX_COST_LENGTH = 40

interface UsageShape {
  /** Where the shape comes from, for the API contract. */
  title: string
  /** Of these counts one at least is needed: a count of zero is a fact, no count at all is a mistake. */
  totals: readonly string[]
  /** @throws UsageError */
  read: (usage: Fields) => Usage
}

const CHAT_TOTALS = ['prompt_tokens', 'completion_tokens']
const INPUT_TOTALS = ['input_tokens', 'output_tokens']
export const GEMINI_TOTALS = ['promptTokenCount', 'candidatesTokenCount', 'responseTokenCount'].flatMap((name) => [
  name,
  snakeCase(name),
])

export const USAGE_SHAPES = {
  'openai-chat': { title: 'OpenAI chat completions, and APIs like it', totals: CHAT_TOTALS, read: openaiChat },
  'openai-responses': { title: 'OpenAI responses', totals: INPUT_TOTALS, read: openaiResponses },
  anthropic: { title: 'Anthropic messages', totals: INPUT_TOTALS, read: anthropic },
  gemini: { title: 'Gemini `usageMetadata`', totals: GEMINI_TOTALS, read: gemini },
  openrouter: { title: 'OpenRouter, with its own `cost`', totals: CHAT_TOTALS, read: openrouter },
  plain: { title: 'plain names', totals: [...CHAT_TOTALS, ...INPUT_TOTALS, 'images', 'web_searches'], read: plain },
} as const satisfies Record<string, UsageShape>

export type UsageShapeName = keyof typeof USAGE_SHAPES
export const USAGE_SHAPE_NAMES = Object.keys(USAGE_SHAPES) as UsageShapeName[]

/** The names of the shape `plain`, each with what it counts. */
export const PLAIN_FIELDS = {
  prompt_tokens: 'promptTokens',
  cached_tokens: 'cachedTokens',
  cache_write_tokens: 'cacheWriteTokens',
  cache_write_1h_tokens: 'cacheWrite1hTokens',
  audio_input_tokens: 'audioInputTokens',
  completion_tokens: 'completionTokens',
  reasoning_tokens: 'reasoningTokens',
  audio_output_tokens: 'audioOutputTokens',
  image_output_tokens: 'imageOutputTokens',
  images: 'images',
  requests: 'requests',
  web_searches: 'webSearches',
} as const satisfies Record<string, keyof Usage>
const PLAIN_ENTRIES = Object.entries(PLAIN_FIELDS)

/** https://platform.openai.com/docs/api-reference/chat/object: cached tokens are part of the prompt, reasoning of the completion. */
function openaiChat(usage: Fields): Usage {
  const prompt = 'prompt_tokens_details'
  const completion = 'completion_tokens_details'
  return withTotal(usage, 'prompt_tokens', 'completion_tokens', {
    ...NO_USAGE,
    promptTokens: countAt(usage, 'prompt_tokens') ?? 0,
    cachedTokens: firstCount(usage, [`${prompt}.cached_tokens`, 'prompt_cache_hit_tokens', 'cached_tokens']) ?? 0,
    cacheWriteTokens: firstCount(usage, [`${prompt}.cache_write_tokens`, `${prompt}.cache_creation_tokens`]) ?? 0,
    audioInputTokens: countAt(usage, `${prompt}.audio_tokens`) ?? 0,
    completionTokens: countAt(usage, 'completion_tokens') ?? 0,
    reasoningTokens: countAt(usage, `${completion}.reasoning_tokens`) ?? 0,
    audioOutputTokens: countAt(usage, `${completion}.audio_tokens`) ?? 0,
    imageOutputTokens: countAt(usage, `${completion}.image_tokens`) ?? 0,
  })
}

/** https://platform.openai.com/docs/api-reference/responses/object */
function openaiResponses(usage: Fields): Usage {
  // The Realtime API writes `input_token_details`.
  const part = (of: 'input' | 'output', name: string): number =>
    firstCount(usage, [`${of}_tokens_details.${name}`, `${of}_token_details.${name}`]) ?? 0
  return withTotal(usage, 'input_tokens', 'output_tokens', {
    ...NO_USAGE,
    promptTokens: countAt(usage, 'input_tokens') ?? 0,
    cachedTokens: part('input', 'cached_tokens'),
    cachedAudioTokens: firstCount(usage, ['input_token_details.cached_tokens_details.audio_tokens']) ?? 0,
    cacheWriteTokens: part('input', 'cache_write_tokens'),
    audioInputTokens: part('input', 'audio_tokens'),
    completionTokens: countAt(usage, 'output_tokens') ?? 0,
    reasoningTokens: part('output', 'reasoning_tokens'),
    audioOutputTokens: part('output', 'audio_tokens'),
    imageOutputTokens: part('output', 'image_tokens'),
  })
}

/** https://docs.anthropic.com/en/api/messages: `input_tokens` excludes what was read from the cache and written to it. */
function anthropic(usage: Fields): Usage {
  const cachedTokens = countAt(usage, 'cache_read_input_tokens') ?? 0
  const written = countAt(usage, 'cache_creation_input_tokens')
  const fiveMinutes = countAt(usage, 'cache_creation.ephemeral_5m_input_tokens')
  const oneHour = countAt(usage, 'cache_creation.ephemeral_1h_input_tokens')
  const isSplit = fiveMinutes !== undefined || oneHour !== undefined
  if (isSplit && written !== undefined && written !== (fiveMinutes ?? 0) + (oneHour ?? 0))
    throw new UsageError(
      `cache_creation_input_tokens is ${written}, but the parts in cache_creation add up to ${(fiveMinutes ?? 0) + (oneHour ?? 0)}`,
    )
  const cacheWriteTokens = isSplit ? (fiveMinutes ?? 0) : (written ?? 0)
  const cacheWrite1hTokens = oneHour ?? 0
  return {
    ...NO_USAGE,
    promptTokens: (countAt(usage, 'input_tokens') ?? 0) + cachedTokens + cacheWriteTokens + cacheWrite1hTokens,
    cachedTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
    completionTokens: countAt(usage, 'output_tokens') ?? 0,
    webSearches: countAt(usage, 'server_tool_use.web_search_requests') ?? 0,
  }
}

/**
 * https://ai.google.dev/api/generate-content#UsageMetadata: cached tokens are part of the prompt; thoughts and the prompts of tools are
 * counted apart. Google's Python client writes the names in snake case.
 */
function gemini(outer: Fields): Usage {
  const usage = isRecord(outer['usageMetadata']) ? outer['usageMetadata'] : outer
  const count = (name: string): number => firstCount(usage, [name, snakeCase(name)]) ?? 0
  const modality = (name: string, wanted: string): number =>
    tokensOf(valueAt(usage, name) ?? valueAt(usage, snakeCase(name)), name, wanted)
  const reasoningTokens = count('thoughtsTokenCount')
  const [prompt, tools] = [count('promptTokenCount'), count('toolUsePromptTokenCount')]
  // The Live API calls candidates a response.
  const output = count('candidatesTokenCount') + count('responseTokenCount')
  const total = firstCount(usage, ['totalTokenCount', 'total_token_count'])
  const sums = [0, reasoningTokens, tools, tools + reasoningTokens].map((more) => prompt + output + more)
  if (total !== undefined && !sums.includes(total))
    throw new UsageError(
      `totalTokenCount is ${total}, but the counts add up to ${Math.max(...sums)}: a count is missing or wrong`,
      'ambiguous_usage',
    )
  const audioOf = (...names: string[]): number => names.reduce((sum, name) => sum + modality(name, 'AUDIO'), 0)
  return {
    ...NO_USAGE,
    promptTokens: prompt + tools,
    cachedTokens: count('cachedContentTokenCount'),
    audioInputTokens: audioOf('promptTokensDetails', 'toolUsePromptTokensDetails'),
    cachedAudioTokens: audioOf('cacheTokensDetails'),
    completionTokens: output + reasoningTokens,
    reasoningTokens,
    audioOutputTokens: audioOf('candidatesTokensDetails', 'responseTokensDetails'),
    imageOutputTokens: modality('candidatesTokensDetails', 'IMAGE'),
  }
}

/** https://openrouter.ai/docs/use-cases/usage-accounting: that of OpenAI, with the cost of the call. */
function openrouter(usage: Fields): Usage {
  return {
    ...openaiChat(usage),
    webSearches: countAt(usage, 'server_tool_use.web_search_requests') ?? 0,
  }
}

function plain(usage: Fields): Usage {
  const counts = { ...NO_USAGE }
  for (const [name, count] of PLAIN_ENTRIES) counts[count] = countAt(usage, name) ?? NO_USAGE[count]
  counts.promptTokens = firstCount(usage, ['prompt_tokens', 'input_tokens']) ?? 0
  counts.completionTokens = firstCount(usage, ['completion_tokens', 'output_tokens']) ?? 0
  return withTotal(usage, 'prompt_tokens', 'completion_tokens', counts)
}

/**
 * What the provider says the call cost: an amount in USD, as a number or a decimal. With a key of one's own OpenRouter charges its fee as
 * `cost`, and reports the price of the call apart.
 * @throws UsageError
 */
export function reportedCost(usage: Fields): string | null {
  const upstream = usage['is_byok'] === true ? valueAt(usage, 'cost_details.upstream_inference_cost') : undefined
  const cost = upstream ?? valueAt(usage, 'cost')
  if (cost === undefined) return null
  const isAmount =
    (typeof cost === 'number' && Number.isFinite(cost)) ||
    (typeof cost === 'string' && cost.length <= MAX_COST_LENGTH && /^\d+(?:\.\d+)?$/.test(cost))
  if (!isAmount || Number(cost) < 0 || Number(cost) > MAX_COST)
    throw new UsageError(`cost is ${shown(cost)}; expected an amount in USD from 0 to ${MAX_COST}`)
  return new Big(cost).toFixed()
}

/**
 * Some APIs count reasoning beside the completion, and `total_tokens` shows it. Without a total it is part of the completion.
 * @throws UsageError if the total contradicts both readings, or there are more reasoning tokens than completion tokens
 */
function withTotal(usage: Fields, promptName: string, completionName: string, counts: Usage): Usage {
  const { promptTokens, completionTokens, reasoningTokens } = counts
  const total = countAt(usage, 'total_tokens')
  const included = promptTokens + completionTokens
  if (reasoningTokens > completionTokens && total !== included + reasoningTokens)
    throw new UsageError(
      `reasoning tokens (${reasoningTokens}) exceed ${completionName} (${completionTokens}): give ${completionName} with reasoning included, or a total_tokens that counts both`,
      'ambiguous_usage',
    )
  if (total === undefined || total === included) return counts
  if (total === included + reasoningTokens) return { ...counts, completionTokens: completionTokens + reasoningTokens }
  throw new UsageError(
    `total_tokens is ${total}, but ${promptName} ${promptTokens} and ${completionName} ${completionTokens} add up to ${included}: a count is missing or wrong`,
    'ambiguous_usage',
  )
}

/** The tokens of one modality in a list such as `[{ modality: 'AUDIO', tokenCount: 12 }]`. */
function tokensOf(details: unknown, name: string, wanted: string): number {
  if (details === undefined) return 0
  if (!Array.isArray(details)) throw new UsageError(`${name} is ${shown(details)}; expected a list`)
  return details
    .filter(isRecord)
    .filter(({ modality }) => modality === wanted)
    .reduce((sum, entry) => sum + (firstCount(entry, ['tokenCount', 'token_count']) ?? 0), 0)
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
