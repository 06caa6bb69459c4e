// Sparse answers: only the fields that were asked for.
import { type Model, modelSchema } from '../model/model.js'
import { similarNames } from './similar-names.js'
import { QueryError } from './query-error.js'

const KNOWN = Object.keys(modelSchema.shape)

/**
 * A misspelt field would be an answer without it, and no sign. A field is known where the schema or any model has it, since upstream
 * adds one now and then.
 * @throws QueryError that names `fields` and what may be meant
 */
export function rejectUnknownFields(asked: readonly string[] | undefined, hasField: (name: string) => boolean): void {
  const unknown = asked?.find((field) => !KNOWN.includes(field) && !hasField(field))
  if (unknown === undefined) return
  const near = similarNames(unknown, KNOWN)
  throw new QueryError(
    'fields',
    `no model has a field "${unknown}"; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${KNOWN.join(', ')}`}`,
  )
}

/** These fields of the model, in the order asked for; those that it lacks are left out. */
export function pickFields(model: Model, fields: readonly string[]): Partial<Model> {
  const source: Readonly<Record<string, unknown>> = model
  return Object.fromEntries(
    fields.filter((field) => Object.hasOwn(source, field)).map((field) => [field, source[field]]),
  )
}
