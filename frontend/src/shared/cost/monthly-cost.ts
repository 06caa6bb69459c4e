// The exact monthly cost of a workload: the cost of one of its calls, times the number of calls.
import { costOf } from '@modelkeep/catalog/cost/cost-of'
import type { PartKind } from '@modelkeep/catalog/cost/parts'
import { NO_USAGE, type Usage } from '@modelkeep/catalog/cost/usage'
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import { isTimed } from '@modelkeep/catalog/price/windows'
import { noteText } from './note-text.js'
import type { Usd } from './usd.js'
import type { Workload } from './workload.js'

export interface MonthlyPart {
  kind: PartKind
  usd: Usd
  /** Per token, or per request. */
  unitPrice: Usd
}

/**
 * In USD. `parts` are those that are used and billed. `tier` is the prompt size above which the applied price holds; null at the base
 * price. `notes` are whole sentences.
 */
export type MonthlyCost = { tier: number | null; notes: readonly string[] } & (
  | { usd: Usd; perCall: Usd; parts: readonly MonthlyPart[]; reason: null }
  | { usd: null; perCall: null; parts: null; reason: string }
)

/**
 * The cost if all calls of the month are made at `now` (Unix milliseconds), by the time windows open then; `usd` is null, with a
 * `reason`, when a required price is unknown or dynamic.
 */
export function monthlyCost(model: Model, workload: Workload, now: number): MonthlyCost {
  const { cost, parts, tier, notes, failure } = costOf(usageOf(workload), model, new Date(now))
  const terms = { tier, notes: [...timeNotes(model, now), ...notes.map(noteText), ...outputNotes(model)] }
  if (cost === null) return { ...terms, usd: null, perCall: null, parts: null, reason: failure.message }
  const monthly = parts.map(({ kind, amount, unit_price: unitPrice }) => ({
    kind,
    usd: amount.times(workload.calls),
    unitPrice,
  }))
  return { ...terms, usd: cost.times(workload.calls), perCall: cost, parts: monthly, reason: null }
}

/** The same amount without parts and notes, for many models: null when it is unknown. */
export function monthlyUsd(model: Model, workload: Workload, now: number): Usd | null {
  return costOf(usageOf(workload), model, new Date(now)).cost?.times(workload.calls) ?? null
}

/** One call. */
function usageOf({ inputTokens, cachedTokens, outputTokens }: Workload): Usage {
  return {
    ...NO_USAGE,
    promptTokens: inputTokens,
    cachedTokens: Math.min(cachedTokens, inputTokens),
    completionTokens: outputTokens,
  }
}

function timeNotes({ pricing }: Model, now: number): string[] {
  if (!(pricing?.overrides ?? []).some(isTimed)) return []
  const time = new Date(now).toISOString().slice(11, 16)
  return [`Prices of this model vary by time: this uses those at ${time} UTC for all calls.`]
}

function outputNotes(model: Model): string[] {
  const others = outputModalities(model).filter((modality) => modality !== 'text')
  if (others.length === 0) return []
  const names = others.join(' and ')
  return [`${names.charAt(0).toUpperCase()}${names.slice(1)} output may cost more.`]
}
