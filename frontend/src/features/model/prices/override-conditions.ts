// The conditions of an entry of `pricing.overrides` as text.
import { isTimed, type TimeWindow } from '@modelkeep/catalog/price/windows'

interface Conditions extends TimeWindow {
  min_prompt_tokens?: number | undefined
}

/** `Above 200K input tokens`, `Daily 01:00–04:00 UTC`, `Saturday and Sunday 01:00–04:00 UTC`; all conditions, joined by commas. */
export function conditionText(override: Conditions): string {
  const parts = [promptText(override.min_prompt_tokens), windowText(override)].filter((part) => part !== null)
  return capital(parts.join(', ') || 'at all times')
}

/** `200K`, `1M`; other numbers exactly. */
export function roundTokens(tokens: number): string {
  if (tokens >= 1_000_000 && tokens % 100_000 === 0) return `${tokens / 1_000_000}M`
  if (tokens >= 1_000 && tokens % 1_000 === 0) return `${tokens / 1_000}K`
  return tokens.toLocaleString('en-GB')
}

function promptText(tokens: number | undefined): string | null {
  return tokens === undefined ? null : `above ${roundTokens(tokens)} input tokens`
}

function windowText(override: Conditions): string | null {
  if (!isTimed(override)) return null
  const days = override.utc_days === undefined ? 'daily' : listed(override.utc_days.map(capital))
  if (override.utc_start === undefined && override.utc_end === undefined) return `${days} (UTC)`
  return `${days} ${clockText(override.utc_start ?? 0)}–${clockText(override.utc_end ?? 2400)} UTC`
}

/** `1030` is 10:30. */
function clockText(clock: number): string {
  const digits = String(Math.trunc(clock)).padStart(4, '0')
  return `${digits.slice(0, 2)}:${digits.slice(2)}`
}

const listed = (words: readonly string[]) => new Intl.ListFormat('en-GB').format(words)
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
