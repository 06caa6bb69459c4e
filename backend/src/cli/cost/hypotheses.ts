// How another tool may have arrived at its figure: the same call, priced with one thing done differently.
import { Big } from 'big.js'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { readUsage } from '@modelkeep/catalog/cost/read-usage'
import { PLAIN_FIELDS, type UsageShapeName } from '@modelkeep/catalog/cost/usage-shapes'
import type { UsageCounts } from '@modelkeep/catalog/cost/usage'
import type { CostRequestRow } from '@modelkeep/catalog/usage-file/read-record'

/** In the order in which they are preferred when two explain a figure equally well. */
export const CAUSES = {
  todays_price: "today's price",
  cached_in_full: 'cached tokens billed in full',
  cached_twice: 'cached tokens counted twice',
  cached_left_out: 'cached tokens left out',
  tier_missed: 'price tier missed',
  reasoning_twice: 'reasoning billed twice',
  reasoning_left_out: 'reasoning left out',
  rounded: 'rounded',
  unknown: 'unknown',
} as const
export type Cause = keyof typeof CAUSES

export interface Hypothesis {
  cause: Cause
  request: CostRequestRow
  /** The cost that the other tool would have had, from the priced request; null if it cannot be priced. */
  costOf: (priced: CostRow) => Big | null
}

/** Hypotheses that could change the cost of a call which was priced as `result`. */
export function hypothesesFor(request: CostRequestRow, result: CostRow): Hypothesis[] {
  const { usage: counts } = readUsage(request.usage, request.shape as UsageShapeName | undefined)
  const {
    promptTokens: prompt,
    completionTokens: completion,
    cachedTokens: cached,
    reasoningTokens: reasoning,
  } = counts
  const writes = counts.cacheWriteTokens + counts.cacheWrite1hTokens
  const noCache = { cachedTokens: 0, cachedAudioTokens: 0 }
  const noWrites = { cacheWriteTokens: 0, cacheWrite1hTokens: 0 }
  const found: Hypothesis[] = []
  const add = (cause: Cause, changed: Partial<UsageCounts>): void => {
    found.push({ cause, request: withCounts(request, { ...counts, ...changed }), costOf })
  }
  const { at: _, ...undated } = withCounts(request, counts)
  found.push({ cause: 'todays_price', request: undated, costOf })
  if (cached > 0) {
    add('cached_in_full', noCache)
    add('cached_twice', { promptTokens: prompt + cached })
    add('cached_left_out', { promptTokens: prompt - cached, ...noCache, ...fittingAudio(counts, prompt - cached) })
  }
  if (writes > 0) {
    const uncached = prompt - cached - writes
    add('cached_in_full', { ...noCache, ...noWrites })
    add('cached_twice', { promptTokens: prompt + cached + writes })
    add('cached_left_out', { promptTokens: uncached, ...noCache, ...noWrites, ...fittingAudio(counts, uncached) })
  }
  if (result.price?.tier) found.push(atBasePrice(request, counts, result.price.tier.min_prompt_tokens))
  if (reasoning > 0) {
    add('reasoning_twice', { completionTokens: completion + reasoning })
    add('reasoning_left_out', { completionTokens: completion - reasoning, reasoningTokens: 0 })
  }
  return found
}

function costOf({ cost }: CostRow): Big | null {
  return cost === null ? null : new Big(cost)
}

function fittingAudio({ audioInputTokens }: UsageCounts, promptTokens: number): Partial<UsageCounts> {
  return { audioInputTokens: Math.min(audioInputTokens, promptTokens) }
}

/**
 * The mean prompt selects the tier, so that the tokens of a call have base prices as the sum of several requests. What those requests
 * cost apart is taken off again.
 */
function atBasePrice(request: CostRequestRow, counts: UsageCounts, minPromptTokens: number): Hypothesis {
  const requests = Math.max(counts.requests, Math.ceil(counts.promptTokens / Math.max(1, minPromptTokens)) + 1)
  return {
    cause: 'tier_missed',
    request: withCounts(request, { ...counts, requests }),
    costOf: ({ cost, parts }) => {
      if (cost === null) return null
      const each = parts.find(({ kind }) => kind === 'request')?.unit_price ?? '0'
      return new Big(cost).minus(new Big(each).times(requests - counts.requests))
    },
  }
}

function withCounts({ model, at }: CostRequestRow, counts: UsageCounts): CostRequestRow {
  const usage = Object.fromEntries(Object.entries(PLAIN_FIELDS).map(([name, count]) => [name, counts[count]]))
  return { model, ...(at !== undefined && { at }), usage, shape: 'plain' }
}
