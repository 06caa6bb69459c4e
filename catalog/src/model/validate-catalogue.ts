// Validates the items of a payload against the last accepted catalogue.
//
// A broken model is quarantined alone: its last good version takes its place in the list. If too many models are broken or missing,
// the whole list is quarantined.
import { canonicalise } from './canonical.js'
import { type ItemValidation, validateItem } from './validate-item.js'
import { sameValue } from './json-equality.js'
import type { Model } from './model.js'

/** Above this share of broken items the whole list is quarantined. */
export const MAX_BROKEN_PERCENT = 5
/** So many additional models are never suspicious, however short the list was. */
const HARMLESS_GROWTH = 10

/** One rejected item. `id` is null if it is unreadable; `item` is unchanged and may hold anything. */
export interface RejectedModel {
  index: number
  id: string | null
  reason: string
  item: unknown
}

export interface CatalogueValidationInput {
  items: readonly unknown[]
  /** The last accepted catalogue of this scope, in order; empty if there is none. */
  baseline: ReadonlyMap<string, Model>
  /** Maximum percentage of the baseline that may be missing. */
  maxShrinkPercent: number
  /** Maximum percentage of the baseline by which the list may grow; absent: any. */
  maxGrowthPercent?: number
  /** Whether the list may lose models: it has had the same loss for 24 hours, or what it lost was not there for long. */
  acceptShrink?: boolean
  /** Whether an administrator approved the list: it may lose and gain models, and any number of models with readable ids may be broken. */
  approved?: boolean
  /** Whether models may be removed although some ids are unreadable: they have been for 24 hours. */
  ignoreUnreadableIds?: boolean
  /** Replaces `validateItem`, for callers that cache its results. */
  validateItemAt?: (item: unknown, index: number) => ItemValidation
}

/** `catalogue` is canonical and in upstream order. `lost`: ids of the baseline that are missing from the list. */
export type CatalogueValidation =
  | {
      verdict: 'accepted'
      catalogue: Model[]
      rejected: RejectedModel[]
      lost: string[]
      /** How many models have a field whose type is not the documented one, by path. */
      unexpected: ReadonlyMap<string, number>
    }
  | {
      verdict: 'quarantined'
      reason: 'too_many_broken' | 'grown' | 'shrunk' | 'empty'
      detail: string
      rejected: RejectedModel[]
      lost: string[]
    }

export function validateCatalogue(input: CatalogueValidationInput): CatalogueValidation {
  const { items, baseline, maxShrinkPercent, maxGrowthPercent = Infinity } = input
  const { approved = false, acceptShrink = approved } = input
  const { validateItemAt = (item) => validateItem(item, { approved }) } = input
  const grown = (added: number): { reason: 'grown'; detail: string } => ({
    reason: 'grown',
    detail: `${added} models were added to ${baseline.size}; more than ${maxGrowthPercent} % need approval`,
  })
  // First, because the rest takes seconds for a million models.
  if (!approved && isSuspiciousGrowth(items.length - baseline.size, baseline.size, maxGrowthPercent))
    return { verdict: 'quarantined', ...grown(items.length - baseline.size), rejected: [], lost: [] }
  const results = rejectDuplicates(items.map((item, index) => validateItemAt(item, index)))
  const rejected = results.flatMap((result, index) =>
    result.model === null ? [{ index, id: result.id, reason: result.reason, item: items[index] }] : [],
  )
  const catalogue = assemble(results, baseline, input.ignoreUnreadableIds ?? false)
  const lost = [...baseline.keys()].filter((id) => !catalogue.has(id))
  const quarantined = (
    reason: 'too_many_broken' | 'grown' | 'shrunk' | 'empty',
    detail: string,
  ): CatalogueValidation => {
    return { verdict: 'quarantined', reason, detail, rejected, lost }
  }

  if (items.length === 0) return quarantined('empty', 'the list has no models')
  const broken = approved ? rejected.filter(({ id }) => id === null) : rejected
  if (exceeds(broken.length, items.length, MAX_BROKEN_PERCENT)) {
    return quarantined(
      'too_many_broken',
      `${broken.length} of ${items.length} models are broken; first: ${broken[0]?.reason}`,
    )
  }
  const added = [...catalogue.keys()].filter((id) => !baseline.has(id)).length
  if (!approved && isSuspiciousGrowth(added, baseline.size, maxGrowthPercent)) {
    return { verdict: 'quarantined', ...grown(added), rejected, lost }
  }
  if (exceeds(lost.length, baseline.size, maxShrinkPercent) && !acceptShrink) {
    return quarantined(
      'shrunk',
      `${lost.length} of ${baseline.size} models are gone; more than ${maxShrinkPercent} % need approval`,
    )
  }
  return {
    verdict: 'accepted',
    catalogue: [...catalogue.values()],
    rejected,
    lost,
    unexpected: countUnexpected(results),
  }
}

function countUnexpected(results: readonly ItemValidation[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const result of results)
    if (result.model !== null) for (const path of result.unexpected) counts.set(path, (counts.get(path) ?? 0) + 1)
  return counts
}

/** Models in upstream order, with the last good version of each rejected one. */
function assemble(
  results: readonly ItemValidation[],
  baseline: ReadonlyMap<string, Model>,
  ignoreUnreadableIds: boolean,
): Map<string, Model> {
  const catalogue = new Map<string, Model>()
  for (const { id, model } of results) {
    if (id === null || catalogue.has(id)) continue
    const lastGood = baseline.get(id)
    if (model !== null) catalogue.set(id, model)
    else if (lastGood !== undefined) catalogue.set(id, canonicalise(lastGood))
  }
  // An item with an unreadable id could be any of the missing models, so none of them counts as removed.
  if (!ignoreUnreadableIds && results.some(({ id }) => id === null)) {
    for (const [id, model] of baseline) if (!catalogue.has(id)) catalogue.set(id, canonicalise(model))
  }
  return catalogue
}

/** Of identical items with one id, the first is kept. If they differ, all are rejected, since it is unknown which one is right. */
function rejectDuplicates(results: readonly ItemValidation[]): ItemValidation[] {
  const firsts = new Map<string, { first: ItemValidation; copies: number; differ: boolean }>()
  for (const result of results) {
    if (result.id === null) continue
    const earlier = firsts.get(result.id)
    if (earlier === undefined) firsts.set(result.id, { first: result, copies: 1, differ: false })
    else {
      earlier.copies += 1
      earlier.differ ||= !sameValue(result.model, earlier.first.model)
    }
  }
  return results.map((result) => {
    const { id, model } = result
    const known = id === null ? undefined : firsts.get(id)
    if (model === null || known === undefined || known.copies < 2) return result
    if (known.differ) return { id, model: null, reason: `id: occurs ${known.copies} times with different content` }
    return result === known.first ? result : { id, model: null, reason: 'id: duplicate with the same content' }
  })
}

/** Without a baseline there is nothing to compare with. */
function isSuspiciousGrowth(added: number, before: number, maxGrowthPercent: number): boolean {
  return before > 0 && added > HARMLESS_GROWTH && exceeds(added, before, maxGrowthPercent)
}

/** Multiplied out, to avoid rounding errors at exactly the limit. */
export function exceeds(part: number, whole: number, limitPercent: number): boolean {
  return part * 100 > limitPercent * whole
}
