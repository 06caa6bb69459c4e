// Counts in a usage object that no reader knows: the response names them, since they may cost something.
import { isRecord } from '../model/is-record.js'

type Fields = Readonly<Record<string, unknown>>

/** Read by a shape, part of another count, or a sum of others; as in the APIs, and in the snake case of Google's Python client. */
const KNOWN = new Set(
  `prompt_tokens completion_tokens input_tokens output_tokens total_tokens cached_tokens cache_write_tokens cache_creation_tokens
  audio_tokens text_tokens image_tokens video_tokens file_tokens reasoning_tokens accepted_prediction_tokens
  rejected_prediction_tokens prompt_cache_hit_tokens prompt_cache_miss_tokens cache_read_input_tokens cache_creation_input_tokens
  ephemeral_5m_input_tokens ephemeral_1h_input_tokens web_search_requests images requests web_searches
  promptTokenCount cachedContentTokenCount candidatesTokenCount responseTokenCount thoughtsTokenCount toolUsePromptTokenCount
  totalTokenCount tokenCount prompt_token_count cached_content_token_count candidates_token_count response_token_count
  thoughts_token_count tool_use_prompt_token_count total_token_count token_count`.split(/\s+/),
)
/** Objects within a usage object that are read. What else is nested repeats the counts for a part of the call. */
const MAX_DEPTH = 3
const MAX_NAMES = 5

/** Durations and speeds that have a name like a count, such as `time_to_first_token`. */
const DURATION = /(?:_|^)(?:time|ms|seconds)$|Ms$|^time_?to_?|per_?second/i

export function isCountName(name: string): boolean {
  return !DURATION.test(name) && /token|(?:count|requests|searches|images|used|_sum)$/i.test(name)
}

/** At most five paths, such as `server_tool_use.web_fetch_requests`. */
export function ignoredCounts(usage: Fields): string[] {
  const found: string[] = []
  collect(usage, '', 0, found)
  return found.slice(0, MAX_NAMES)
}

function collect(fields: Fields, path: string, depth: number, found: string[]): void {
  for (const [name, value] of Object.entries(fields)) {
    if (found.length >= MAX_NAMES) return
    const at = path === '' ? name : `${path}.${name}`
    if (typeof value === 'number' && value > 0 && isCountName(name) && !KNOWN.has(name)) found.push(at.slice(0, 80))
    else if (name === 'iterations' && Array.isArray(value) && value.length > 1) found.push(at)
    else if (isRecord(value) && depth < MAX_DEPTH) collect(value, at, depth + 1, found)
  }
}
