// What became of one model, told from how it looked from each version on.
import type { ModelHistory, ModelVersion, VersionChange } from '../contract/model-history.js'
import type { FieldChange } from './change.js'
import { arrival, departure, diffModel } from './diff.js'
import type { Model } from '../model/model.js'
import { pricePercent } from '../price/percent-change.js'
import type { ModelState } from './price-series.js'

/** A look, and the fields that churned then: their coming and going is no news of one model. */
export interface VersionState extends ModelState {
  churned: ReadonlySet<string>
}

/** When the model was not in the catalogue; `to` null: it still is not. `looks` oldest first. */
export function gapsOf(looks: readonly ModelState[]): ModelHistory['gaps'] {
  const gaps: ModelHistory['gaps'] = []
  for (const { observedAt, model } of looks) {
    const open = gaps.at(-1)
    const isOpen = open !== undefined && open.to === null
    if (model === null && !isOpen) gaps.push({ from: timeOf(observedAt), to: null })
    if (model !== null && isOpen) open.to = timeOf(observedAt)
  }
  return gaps
}

/** What each look changed, newest first. `looks` oldest first. */
export function versionsOf(looks: readonly VersionState[]): ModelVersion[] {
  let newest: Model | null = null
  let wasSeen = false
  const versions = looks.map(({ observedAt, model, churned }) => {
    const changes = changesOf(newest, model, { wasSeen, churned })
    newest = model
    wasSeen ||= model !== null
    return { observed_at: timeOf(observedAt), changes }
  })
  return versions.toReversed()
}

function changesOf(
  before: Model | null,
  after: Model | null,
  { wasSeen, churned }: { wasSeen: boolean; churned: ReadonlySet<string> },
): VersionChange[] {
  if (before === null) return after === null ? [] : [asVersionChange(arrival(after, wasSeen))]
  return after === null ? [asVersionChange(departure(before))] : diffModel(before, after, churned).map(asVersionChange)
}

function asVersionChange({
  kind,
  field,
  before,
  after,
  scheduled,
}: Omit<FieldChange, 'field'> & { field: string | null }): VersionChange {
  return { kind, field, before, after, percent: pricePercent(field, before, after), scheduled }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
