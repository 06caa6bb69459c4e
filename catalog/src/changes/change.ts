import type { ChangeKind } from '../contract/change-kind.js'

/**
 * One typed difference between two catalogues.
 * `modelId` is null for `schema_changed` only. `field` is a path such as `pricing.prompt`; null if the whole model changed.
 * `before` and `after` are the field's values, null if absent. For added, removed and returned models they are `{ name }`; for
 * `schema_changed` they are `{ models }`, the number of models with the field. `scheduled`: the price moved within an unchanged
 * time schedule.
 */
export interface Change {
  modelId: string | null
  kind: ChangeKind
  field: string | null
  before: unknown
  after: unknown
  scheduled: boolean
}

/** A change of one field of a model that is in both catalogues. */
export interface FieldChange {
  kind: ChangeKind
  field: string
  before: unknown
  after: unknown
  scheduled: boolean
}
