// The parts of a call that are billed apart, and the prices that bill them.
import type { Usage } from './usage.js'

export interface Part {
  /** Keys of `pricing` in the order in which they are looked for: an absent price has the next one's. */
  keys: readonly [string, ...string[]]
  /** What is billed, in the plural. */
  unit: string
  /** Not billed if no price is published. */
  isOptional: boolean
}

const token = (unit: string, keys: Part['keys']): Part => ({ keys, unit, isOptional: false })
const optional = (unit: string, key: string): Part => ({ keys: [key], unit, isOptional: true })

export const PARTS = {
  input: token('input tokens', ['prompt']),
  cached_input: token('cached input tokens', ['input_cache_read', 'prompt']),
  cache_write: token('cache writes', ['input_cache_write', 'prompt']),
  cache_write_1h: token('one-hour cache writes', ['input_cache_write_1h', 'input_cache_write', 'prompt']),
  audio_input: token('audio input tokens', ['audio', 'prompt']),
  cached_audio_input: token('cached audio input tokens', ['input_audio_cache', 'audio', 'prompt']),
  output: token('output tokens', ['completion']),
  reasoning: token('reasoning tokens', ['internal_reasoning', 'completion']),
  audio_output: token('audio output tokens', ['audio_output', 'completion']),
  image_output: token('output image tokens', ['image_output', 'completion']),
  image: optional('input images', 'image'),
  request: optional('requests', 'request'),
  web_search: optional('web searches', 'web_search'),
} as const satisfies Record<string, Part>

export type PartKind = keyof typeof PARTS

export const PART_KINDS = Object.keys(PARTS) as PartKind[]

/** The quantity of each part that is above zero. The parts do not overlap. */
export function quantitiesOf(usage: Usage): readonly (readonly [PartKind, number])[] {
  const { promptTokens, cachedTokens, audioInputTokens } = usage
  const writes = usage.cacheWriteTokens + usage.cacheWrite1hTokens
  // An API that does not say which audio was cached or written still says how much must have been: the parts exceed the prompt.
  const overlap = Math.max(0, cachedTokens + writes + audioInputTokens - promptTokens)
  const cachedAudio = Math.min(Math.max(usage.cachedAudioTokens, overlap), cachedTokens, audioInputTokens)
  const audioInput = audioInputTokens - Math.max(cachedAudio, overlap)
  const quantities: Record<PartKind, number> = {
    input: promptTokens - cachedTokens - writes - audioInput,
    cached_input: cachedTokens - cachedAudio,
    cache_write: usage.cacheWriteTokens,
    cache_write_1h: usage.cacheWrite1hTokens,
    audio_input: audioInput,
    cached_audio_input: cachedAudio,
    output: usage.completionTokens - usage.reasoningTokens - usage.audioOutputTokens - usage.imageOutputTokens,
    reasoning: usage.reasoningTokens,
    audio_output: usage.audioOutputTokens,
    image_output: usage.imageOutputTokens,
    image: usage.images,
    request: usage.requests,
    web_search: usage.webSearches,
  }
  return PART_KINDS.filter((kind) => quantities[kind] > 0).map((kind) => [kind, quantities[kind]] as const)
}
