// One reader for each shape in which APIs report usage. Each returns counts whose parts are included in their totals.
import { Big } from 'big.js'
import { isRecord } from '../model/is-record.js'
import { NO_USAGE, UsageError, type Usage } from './usage.js'
import { countAt, firstCount, shown, valueAt } from './usage-fields.js'

type Fields = Readonly<Record<string, unknown>>

interface UsageShape {
  /** Where the shape comes from, for the API contract. */
  title: string
  /** @throws UsageError */
  read: (usage: Fields) => Usage
}

export const USAGE_SHAPES = {
  'openai-chat': { title: 'OpenAI chat completions, and APIs like it', read: openaiChat },
  'openai-responses': { title: 'OpenAI responses', read: openaiResponses },
  anthropic: { title: 'Anthropic messages', read: anthropic },
  gemini: { title: 'Gemini `usageMetadata`', read: gemini },
  openrouter: { title: 'OpenRouter, with its own `cost`', read: openrouter },
  plain: { title: 'plain names', read: plain },
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

/** https://platform.openai.com/docs/api-reference/chat/object: cached tokens are part of the prompt, reasoning of the completion. */
function openaiChat(usage: Fields): Usage {
  const prompt = 'prompt_tokens_details'
  const completion = 'completion_tokens_details'
  return withTotal(usage, 'prompt_tokens', 'completion_tokens', {
    ...NO_USAGE,
    promptTokens: countAt(usage, 'prompt_tokens') ?? 0,
    cachedTokens: countAt(usage, `${prompt}.cached_tokens`) ?? 0,
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
  return withTotal(usage, 'input_tokens', 'output_tokens', {
    ...NO_USAGE,
    promptTokens: countAt(usage, 'input_tokens') ?? 0,
    cachedTokens: countAt(usage, 'input_tokens_details.cached_tokens') ?? 0,
    cacheWriteTokens: countAt(usage, 'input_tokens_details.cache_write_tokens') ?? 0,
    audioInputTokens: countAt(usage, 'input_tokens_details.audio_tokens') ?? 0,
    completionTokens: countAt(usage, 'output_tokens') ?? 0,
    reasoningTokens: countAt(usage, 'output_tokens_details.reasoning_tokens') ?? 0,
    audioOutputTokens: countAt(usage, 'output_tokens_details.audio_tokens') ?? 0,
    imageOutputTokens: countAt(usage, 'output_tokens_details.image_tokens') ?? 0,
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
  return {
    ...NO_USAGE,
    promptTokens: count('promptTokenCount') + count('toolUsePromptTokenCount'),
    cachedTokens: count('cachedContentTokenCount'),
    audioInputTokens: modality('promptTokensDetails', 'AUDIO'),
    cachedAudioTokens: modality('cacheTokensDetails', 'AUDIO'),
    completionTokens: count('candidatesTokenCount') + reasoningTokens,
    reasoningTokens,
    audioOutputTokens: modality('candidatesTokensDetails', 'AUDIO'),
    imageOutputTokens: modality('candidatesTokensDetails', 'IMAGE'),
  }
}

/** https://openrouter.ai/docs/use-cases/usage-accounting: that of OpenAI, with the cost of the call. */
function openrouter(usage: Fields): Usage {
  return {
    ...openaiChat(usage),
    webSearches: countAt(usage, 'server_tool_use.web_search_requests') ?? 0,
    reportedCost: reportedCost(usage),
  }
}

function plain(usage: Fields): Usage {
  const counts = { ...NO_USAGE }
  for (const [name, count] of Object.entries(PLAIN_FIELDS)) counts[count] = countAt(usage, name) ?? NO_USAGE[count]
  counts.promptTokens = firstCount(usage, ['prompt_tokens', 'input_tokens']) ?? 0
  counts.completionTokens = firstCount(usage, ['completion_tokens', 'output_tokens']) ?? 0
  return withTotal(usage, 'prompt_tokens', 'completion_tokens', { ...counts, reportedCost: reportedCost(usage) })
}

function reportedCost(usage: Fields): string | null {
  const cost = valueAt(usage, 'cost')
  if (cost === undefined) return null
  const isReadable =
    typeof cost === 'number' || (typeof cost === 'string' && /^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/.test(cost))
  if (!isReadable || Number(cost) < 0) throw new UsageError(`cost is ${shown(cost)}; expected an amount in USD from 0`)
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
  if (total === undefined && reasoningTokens > completionTokens)
    throw new UsageError(
      `reasoning tokens (${reasoningTokens}) exceed ${completionName} (${completionTokens}): give ${completionName} with reasoning included, or total_tokens`,
      'ambiguous_usage',
    )
  if (total === undefined || (total === included && reasoningTokens <= completionTokens)) return counts
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
