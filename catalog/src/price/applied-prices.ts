// Which prices apply to one call: the published ones, with the tiers and time windows of `pricing.overrides` that hold for it.
import type { Model } from '../model/model.js'
import { samePrice } from './price.js'
import { isOpenAt, isTimed, type TimeWindow } from './windows.js'

export interface AppliedPrices {
  /** `pricing`, with the values that apply under its price keys. */
  prices: Readonly<Record<string, unknown>>
  /** The bound of the highest tier that applies: the prompt has more tokens than this. null: the base price. */
  tier: number | null
  /** The time window that applies; null: the prices do not depend on the time. */
  window: TimeWindow | null
  /** The schedule has no window for this time, so the price is that of the window in which it was observed. */
  isOutsideSchedule: boolean
}

/**
 * Upstream publishes some secondary prices that equal the primary one, and leaves them out of its tiers. There they follow the primary
 * one, as they would if they were not published.
 */
const PRIMARY_OF = { internal_reasoning: 'completion', audio: 'prompt', audio_output: 'completion' } as const

const CONDITIONS = new Set(['min_prompt_tokens', 'utc_start', 'utc_end', 'utc_days'])

/**
 * The prices of a call with `promptTokens` at a time. A tier applies strictly above its bound, to all tokens of the call. Of several
 * overrides that apply, later ones win, key by key. `discount` is ignored: prices are net of it.
 */
export function appliedPrices(pricing: Model['pricing'], promptTokens: number, at: Date): AppliedPrices {
  const base: Readonly<Record<string, unknown>> = pricing ?? {}
  const entries = pricing?.overrides ?? []
  let prices = base
  let tier: number | null = null
  let window: TimeWindow | null = null
  for (const entry of entries) {
    if (!applies(entry, promptTokens, at)) continue
    prices = withOverride(base, prices, entry)
    if (entry.min_prompt_tokens !== undefined) tier = entry.min_prompt_tokens
    if (isTimed(entry)) window = windowOf(entry)
  }
  const isScheduled = entries.some((entry) => isTimed(entry) && entry.min_prompt_tokens === undefined)
  return { prices, tier, window, isOutsideSchedule: isScheduled && window === null }
}

type Override = NonNullable<NonNullable<Model['pricing']>['overrides']>[number]

function applies(entry: Override, promptTokens: number, at: Date): boolean {
  return promptTokens > (entry.min_prompt_tokens ?? -1) && isOpenAt(entry, at)
}

function withOverride(
  base: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
  entry: Override,
): Record<string, unknown> {
  const own = Object.fromEntries(
    Object.entries(entry).filter(([key, value]) => !CONDITIONS.has(key) && value !== undefined),
  )
  for (const [key, primary] of Object.entries(PRIMARY_OF))
    if (
      own[key] === undefined &&
      own[primary] !== undefined &&
      base[key] !== undefined &&
      samePrice(base[key], base[primary])
    )
      own[key] = own[primary]
  return { ...before, ...own }
}

function windowOf({ utc_start, utc_end, utc_days }: TimeWindow): TimeWindow {
  return { utc_start, utc_end, utc_days }
}
