// The history of one model: versions with their changes, and gaps.
import type { ModelHistory, ModelVersion, VersionChange } from '../contract/model-history.js'
import type { FieldChange } from './change.js'
import { arrival, departure, diffModel } from './diff.js'
import type { Model } from '../model/model.js'
import { pricePercent } from '../price/percent-change.js'
import type { ModelState } from './price-series.js'

/** A state, and the fields that most models gained or lost with it, which are no change of this model. */
export interface VersionState extends ModelState {
  churned: ReadonlySet<string>
}

/** Periods in which the model was not in the catalogue; `to` is null if it still is not. `states` oldest first. */
export function gapsOf(states: readonly ModelState[]): ModelHistory['gaps'] {
  const gaps: ModelHistory['gaps'] = []
  for (const { observedAt, model } of states) {
    const open = gaps.at(-1)
    const isOpen = open !== undefined && open.to === null
    if (model === null && !isOpen) gaps.push({ from: timeOf(observedAt), to: null })
    if (model !== null && isOpen) open.to = timeOf(observedAt)
  }
  return gaps
}

/** The changes of each version, newest first. `states` oldest first. */
export function versionsOf(states: readonly VersionState[]): ModelVersion[] {
  let newest: Model | null = null
  let wasSeen = false
  const versions = states.map(({ observedAt, model, churned }) => {
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
