// A payload's items against what we know: which models to take, which to keep as they were, and whether to trust the list at all.
//
// A broken model does not take the list down with it: it is set aside, and its last good version stays at the place where the broken
// one stood. Too many broken ones, or too many gone at once, mean that the list as a whole cannot be trusted.
import { canonicalise } from './canonical.js'
import { type ItemValidation, validateItem } from './validate-item.js'
import type { Model } from './model.js'

/** Above this share of broken items the whole list is quarantined. */
const MAX_BROKEN_PERCENT = 5

/** One item that was not taken. `id` is null where it could not be read; `item` is as it came and may hold anything. */
export interface RejectedModel {
  index: number
  id: string | null
  reason: string
  item: unknown
}

export interface CatalogueValidationInput {
  items: readonly unknown[]
  /** The last accepted catalogue of this scope, in order; empty when there is none. */
  baseline: ReadonlyMap<string, Model>
  /** Percent of the baseline that may be gone at once. */
  maxShrinkPercent: number
  /** An admin approved the loss, or the list has been the same for 24 hours. */
  acceptShrink?: boolean
  /** Looks at one item; who reads the same items again and again may remember what `validateItem` said of them. */
  inspectItem?: (item: unknown, index: number) => ItemValidation
}

/** `catalogue` is canonical and in upstream order. `lost`: ids of the baseline that the list no longer has. */
export type CatalogueValidation =
  | { verdict: 'accepted'; catalogue: Model[]; rejected: RejectedModel[]; lost: string[] }
  | {
      verdict: 'quarantined'
      reason: 'too_many_broken' | 'shrunk' | 'empty'
      detail: string
      rejected: RejectedModel[]
      lost: string[]
    }

export function validateCatalogue(input: CatalogueValidationInput): CatalogueValidation {
  const { items, baseline, maxShrinkPercent, inspectItem = validateItem } = input
  const inspections = rejectDuplicates(items.map((item, index) => inspectItem(item, index)))
  const rejected = inspections.flatMap((inspection, index) =>
    inspection.model === null ? [{ index, id: inspection.id, reason: inspection.reason, item: items[index] }] : [],
  )
  const catalogue = assemble(inspections, baseline)
  const lost = [...baseline.keys()].filter((id) => !catalogue.has(id))
  const quarantined = (reason: 'too_many_broken' | 'shrunk' | 'empty', detail: string): CatalogueValidation => {
    return { verdict: 'quarantined', reason, detail, rejected, lost }
  }

  if (items.length === 0) return quarantined('empty', 'the list has no models')
  if (exceeds(rejected.length, items.length, MAX_BROKEN_PERCENT)) {
    return quarantined(
      'too_many_broken',
      `${rejected.length} of ${items.length} models are broken; first: ${rejected[0]?.reason}`,
    )
  }
  if (exceeds(lost.length, baseline.size, maxShrinkPercent) && input.acceptShrink !== true) {
    return quarantined(
      'shrunk',
      `${lost.length} of ${baseline.size} models are gone; more than ${maxShrinkPercent} % need approval`,
    )
  }
  return { verdict: 'accepted', catalogue: [...catalogue.values()], rejected, lost }
}

/** Models in upstream order, each rejected one at its last good version. */
function assemble(inspections: readonly ItemValidation[], baseline: ReadonlyMap<string, Model>): Map<string, Model> {
  const catalogue = new Map<string, Model>()
  for (const { id, model } of inspections) {
    if (id === null || catalogue.has(id)) continue
    const lastGood = baseline.get(id)
    if (model !== null) catalogue.set(id, model)
    else if (lastGood !== undefined) catalogue.set(id, canonicalise(lastGood))
  }
  // An item whose id cannot be read may have been any of the missing models, so none of them is taken for gone.
  if (inspections.some(({ id }) => id === null)) {
    for (const [id, model] of baseline) if (!catalogue.has(id)) catalogue.set(id, canonicalise(model))
  }
  return catalogue
}

/** Of equal items with one id the first stands. Where they differ nobody can say which is right, so none of them stands. */
function rejectDuplicates(inspections: readonly ItemValidation[]): ItemValidation[] {
  const copies = new Map<string, ItemValidation[]>()
  for (const inspection of inspections) {
    if (inspection.id === null) continue
    const earlier = copies.get(inspection.id)
    if (earlier === undefined) copies.set(inspection.id, [inspection])
    else earlier.push(inspection)
  }
  return inspections.map((inspection) => {
    const { id, model } = inspection
    const all = (id === null ? undefined : copies.get(id)) ?? []
    if (model === null || all.length < 2) return inspection
    if (!allEqual(all))
      return { id, model: null, reason: `id: in the list ${all.length} times, and not the same each time` }
    return inspection === all[0]
      ? inspection
      : { id, model: null, reason: 'id: in the list before, with the same content' }
  })
}

function allEqual(inspections: readonly ItemValidation[]): boolean {
  // What `validateItem` lets through is canonical, so equal content is equal text.
  const contents = new Set(inspections.map(({ model }) => JSON.stringify(model)))
  return contents.size === 1
}

/** Cross-multiplied, so that exactly the limit is never above it by a rounding error. */
function exceeds(part: number, whole: number, limitPercent: number): boolean {
  return part * 100 > limitPercent * whole
}
