import { diffCatalogues } from '@modelkeep/catalog/changes/diff'
import type { Change } from '@modelkeep/catalog/changes/change'
import { validateItem, type ItemValidation } from '@modelkeep/catalog/model/validate-item'
import { validateCatalogue, type RejectedModel } from '@modelkeep/catalog/model/validate-catalogue'
import { createCatalogue, modelsOf, rawModelsOf, type Catalogue } from '../../catalogue/catalogue.js'
import { compare, type Delta } from '../../postgres/commit-catalogue.js'
import { unlistedAfter, type StateBefore } from '../../postgres/commit-historical.js'
import type { Baseline } from '../../postgres/load-baseline.js'
import { BadCapture, type Capture, type CapturedItem } from '../capture/capture.js'
import { covers, withUncovered } from '../capture/scope.js'

/** One accepted capture, compared with the catalogue before it. */
export interface ImportStep {
  capture: Capture
  catalogue: Catalogue
  delta: Delta
  changes: Change[]
  rejected: RejectedModel[]
}

export interface ImportPlan {
  steps: ImportStep[]
  /** Captures that were rejected as a whole. */
  rejected: BadCapture[]
  /** How many captures repeat the known catalogue of the same moment. */
  repeated: number
  /** The state after the last step. */
  last: StateBefore
}

export interface ShrinkRule {
  /** The largest share of the catalogue before a capture that the capture may lose. */
  maxShrinkPercent: number
  /** Accept any loss of models. */
  allowShrink?: boolean
}

/**
 * Validates captures, sorted by time, and compares each with the one before it, the first with `baseline`. No sync of history may lie
 * between them. As in a sync, broken models keep their last good version, and a list that lost too many models is rejected.
 */
export function planImport(baseline: Baseline, captures: readonly Capture[], rule: ShrinkRule): ImportPlan {
  const plan: ImportPlan = { steps: [], rejected: [], repeated: 0, last: baseline }
  let newest = baseline.newest
  for (const capture of captures) {
    const { last } = plan
    const accepted = acceptCapture(capture, last.catalogue, rule)
    if (accepted instanceof BadCapture) {
      plan.rejected.push(accepted)
      continue
    }
    const { catalogue } = accepted
    if (newest?.appliedAt === capture.observedAt && catalogue.hash === last.catalogue.hash) {
      plan.repeated++
      continue
    }
    const delta = compare({ ...last, newest }, catalogue)
    plan.steps.push({ capture, ...accepted, delta, changes: delta.nothing ? [] : changesBetween(last, catalogue) })
    plan.last = { catalogue, unlisted: unlistedAfter({ baseline: { ...baseline, ...last }, catalogue }) }
    newest = { appliedId: 0, appliedAt: capture.observedAt, confirmedAt: capture.observedAt }
  }
  return plan
}

function changesBetween({ catalogue: before, unlisted }: StateBefore, after: Catalogue): Change[] {
  return diffCatalogues(modelsOf(before), modelsOf(after), (id) => unlisted.get(id)?.seen ?? false)
}

function acceptCapture(
  { items, scope, place }: Capture,
  previous: Catalogue,
  { maxShrinkPercent, allowShrink = false }: ShrinkRule,
): Pick<ImportStep, 'catalogue' | 'rejected'> | BadCapture {
  const baseline = new Map([...rawModelsOf(previous)].filter(([, model]) => covers(scope, model)))
  // A listed model keeps its last good version even if the scope did not cover that version.
  for (const { value } of items) {
    const known = previous.byId.get((value as { id?: string } | null)?.id ?? '')
    if (known) baseline.set(known.id, known.raw)
  }
  const validation = validateCatalogue({
    items,
    baseline,
    maxShrinkPercent,
    acceptShrink: allowShrink,
    validateItemAt: inspectOnce,
  })
  if (validation.verdict === 'quarantined') {
    const { reason, detail, lost } = validation
    const loss = `${lost.length} of ${baseline.size} models before it are gone, more than MAX_SHRINK_PERCENT (${maxShrinkPercent})`
    const why = reason === 'shrunk' ? `${loss}: expected a whole list, or --allow-shrink if the loss is real` : detail
    return new BadCapture(place, why)
  }
  const catalogue = createCatalogue(withUncovered(validation.catalogue, previous, scope), previous)
  for (const item of items) shareModel(item, catalogue)
  const rejected = validation.rejected.map((model) => ({ ...model, item: (model.item as CapturedItem).value }))
  return { catalogue, rejected }
}

/** Consecutive captures share most items: each is inspected once. */
function inspectOnce(item: unknown): ItemValidation {
  const captured = item as CapturedItem
  captured.inspection ??= validateItem(captured.value)
  return captured.inspection
}

/** Replaces an equal model by the catalogue's own, so that the next catalogue reuses its entry without serialising it. */
function shareModel(item: CapturedItem, catalogue: Catalogue): void {
  const { inspection } = item
  if (inspection?.model == null) return
  const entry = catalogue.byId.get(inspection.id)
  if (entry && entry.raw !== inspection.model && entry.json === JSON.stringify(inspection.model))
    item.inspection = { ...inspection, model: entry.raw }
}
