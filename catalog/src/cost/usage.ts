// What one call used, whatever API reported it.

/** Whole numbers from 0. A count "of" another is included in it. */
export interface UsageCounts {
  /** All input tokens: uncached, cached, written to the cache, and audio. */
  promptTokens: number
  /** Of `promptTokens`: read from the cache. */
  cachedTokens: number
  /** Of `promptTokens`: written to the cache, for 5 minutes or for a time that the provider does not name. */
  cacheWriteTokens: number
  /** Of `promptTokens`: written to the one-hour cache. */
  cacheWrite1hTokens: number
  /** Of `promptTokens`. */
  audioInputTokens: number
  /** Of `cachedTokens` and of `audioInputTokens`. */
  cachedAudioTokens: number
  /** All output tokens: text, reasoning, audio and images. */
  completionTokens: number
  /** Of `completionTokens`. */
  reasoningTokens: number
  /** Of `completionTokens`. */
  audioOutputTokens: number
  /** Of `completionTokens`. */
  imageOutputTokens: number
  /** Input images that are billed by the image. */
  images: number
  /** Calls that the counts are the sum of. */
  requests: number
  webSearches: number
}

export interface Usage extends UsageCounts {
  /** What the provider says the call cost, as a decimal of USD; null if it does not. */
  reportedCost: string | null
}

export const NO_USAGE: Usage = {
  promptTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  audioInputTokens: 0,
  cachedAudioTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  imageOutputTokens: 0,
  images: 0,
  requests: 1,
  webSearches: 0,
  reportedCost: null,
}

/** Usage that cannot be read, or could mean two things. The message names the field and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: 'invalid_usage' | 'ambiguous_usage'
  constructor(message: string, code: 'invalid_usage' | 'ambiguous_usage' = 'invalid_usage') {
    super(message)
    this.code = code
  }
}
