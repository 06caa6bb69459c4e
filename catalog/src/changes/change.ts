import type { ChangeKind } from '../contract/change-kind.js'

/**
 * One typed difference between two catalogues.
 * `modelId` is null for `schema_changed` only. `field` is a path such as `pricing.prompt`, null where the whole model is meant.
 * `before` and `after` are the field's values, null where absent; `{ name }` of the model that went or came; `{ models }`, how many
 * models had the field, for `schema_changed`. `scheduled`: the price moved within a time schedule that itself did not change.
 */
export interface Change {
  modelId: string | null
  kind: ChangeKind
  field: string | null
  before: unknown
  after: unknown
  scheduled: boolean
}

/** A change of a field of one model that was there before and after. */
export interface FieldChange {
  kind: ChangeKind
  field: string
  before: unknown
  after: unknown
  scheduled: boolean
}
