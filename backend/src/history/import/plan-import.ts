import { diffCatalogues, type Change } from '@modelkeep/catalog/changes/diff'
import type { Inspection } from '@modelkeep/catalog/model/inspect'
import { inspect } from '@modelkeep/catalog/model/inspect'
import { validate, type RejectedModel } from '@modelkeep/catalog/model/validate'
import { createCatalogue, modelsOf, type Catalogue } from '../../catalogue/catalogue.js'
import { compare, type Delta } from '../../postgres/commit-catalogue.js'
import { unlistedAfter, type Before } from '../../postgres/commit-past.js'
import type { Baseline } from '../../postgres/load-baseline.js'
import { BadCapture, type Capture, type CapturedItem } from '../capture/capture.js'
import { covers, withUncovered } from '../capture/scope.js'

/** One capture that was accepted, and what it brings compared with what stood before it. */
export interface Step {
  capture: Capture
  catalogue: Catalogue
  delta: Delta
  changes: Change[]
  rejected: RejectedModel[]
}

export interface Walk {
  steps: Step[]
  /** Captures that cannot be believed as a whole. */
  refused: BadCapture[]
  /** How many said again what is known of their very moment. */
  repeated: number
  /** How things stand after the last of them. */
  last: Before
}

/**
 * Goes through captures in the order of their times, each compared with the one before it, the first with `baseline`. Nothing
 * of history may lie between them. Broken models are kept at their last good version, as in a sync; a loss is believed.
 */
export function walk(baseline: Baseline, captures: readonly Capture[]): Walk {
  const steps: Step[] = []
  const refused: BadCapture[] = []
  let repeated = 0
  let newest = baseline.newest
  let last: Before = baseline
  for (const capture of captures) {
    const judged = judgeCapture(capture, last.catalogue)
    if (judged instanceof BadCapture) {
      refused.push(judged)
      continue
    }
    const { catalogue, rejected } = judged
    if (newest?.appliedAt === capture.observedAt && catalogue.hash === last.catalogue.hash) {
      repeated++
      continue
    }
    const delta = compare({ ...last, newest }, catalogue)
    const seen = last.unlisted
    const changes = delta.nothing
      ? []
      : diffCatalogues(modelsOf(last.catalogue), modelsOf(catalogue), (id) => seen.get(id)?.seen ?? false)
    steps.push({ capture, catalogue, delta, changes, rejected })
    last = { catalogue, unlisted: unlistedAfter({ baseline: { ...baseline, ...last }, catalogue }) }
    newest = { appliedId: 0, appliedAt: capture.observedAt, confirmedAt: capture.observedAt }
  }
  return { steps, refused, repeated, last }
}

function judgeCapture(
  { items, scope, place }: Capture,
  before: Catalogue,
): Pick<Step, 'catalogue' | 'rejected'> | BadCapture {
  const baseline = new Map([...modelsOf(before)].filter(([, model]) => covers(scope, model)))
  // A broken model that is not spoken for has its last good version all the same.
  for (const { value } of items) {
    const known = before.byId.get((value as { id?: string } | null)?.id ?? '')
    if (known) baseline.set(known.id, known.model)
  }
  const validation = validate({ items, baseline, maxShrinkPercent: 100, acceptShrink: true, inspectItem: remembered })
  if (validation.verdict === 'quarantined') return new BadCapture(place, validation.detail)
  const catalogue = createCatalogue(withUncovered(validation.catalogue, before, scope), before)
  for (const item of items) shareModel(item, catalogue)
  return {
    catalogue,
    rejected: validation.rejected.map((rejected) => ({ ...rejected, item: (rejected.item as CapturedItem).value })),
  }
}

/** Most models of a capture are those of the one before: they are looked at once. */
function remembered(item: unknown): Inspection {
  const captured = item as CapturedItem
  captured.inspection ??= inspect(captured.value)
  return captured.inspection
}

/** So that the next catalogue takes the entry over without making its bytes again. */
function shareModel(item: CapturedItem, catalogue: Catalogue): void {
  const { inspection } = item
  if (inspection?.model == null) return
  const entry = catalogue.byId.get(inspection.id)
  if (entry && entry.model !== inspection.model && entry.json === JSON.stringify(inspection.model))
    item.inspection = { id: entry.id, model: entry.model }
}
