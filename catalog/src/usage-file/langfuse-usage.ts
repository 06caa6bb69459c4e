// The usage details of Langfuse, whose counts exclude each other: `input` is without `input_cached_tokens`.
import { isRecord } from '../model/is-record.js'

type Fields = Readonly<Record<string, unknown>>

/** Usage with plain names, or null if these are no details of Langfuse. https://langfuse.com/docs/observability/features/token-and-cost-tracking */
export function langfuseUsage(details: unknown): Fields | null {
  if (!isRecord(details)) return null
  const names = Object.keys(details)
  if (!names.some((name) => name === 'input' || name === 'output')) return null
  const sum = (pattern: RegExp): number =>
    names
      .filter((name) => pattern.test(name) && typeof details[name] === 'number')
      .reduce((total, name) => total + (details[name] as number), 0)
  return {
    prompt_tokens: sum(/^(?:input|cache_)/),
    cached_tokens: sum(/^(?:input_cached|input_cache_read|cache_read)/),
    cache_write_tokens: sum(/^(?:input_cache_creation|input_cache_write|cache_creation|cache_write)/),
    completion_tokens: sum(/^output/),
    reasoning_tokens: sum(/^output_reasoning/),
  }
}
