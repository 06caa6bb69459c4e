// Sparse fieldsets: the `fields` parameter.
import { type Model, modelSchema } from '../model/model.js'
import { similarNames } from './similar-names.js'
import { QueryError } from './query-error.js'

/** The last two mark own prices, and are known whether there are any. */
const KNOWN = [...Object.keys(modelSchema.shape), 'published_pricing', 'source']

/**
 * Rejects misspelt fields, which would otherwise silently be missing from the response. A field is known if the schema or any model
 * has it, since upstream adds fields now and then.
 * @throws QueryError for `fields`, with suggestions
 */
export function rejectUnknownFields(fields: readonly string[] | undefined, hasField: (name: string) => boolean): void {
  const unknown = fields?.find((field) => !KNOWN.includes(field) && !hasField(field))
  if (unknown === undefined) return
  const similar = similarNames(unknown, KNOWN)
  throw new QueryError(
    'fields',
    `no model has a field "${unknown}"; ${similar.length > 0 ? `did you mean ${similar.join(' or ')}?` : `expected one of ${KNOWN.join(', ')}`}`,
  )
}

/** The requested fields of a model, in the requested order. Fields that the model lacks are omitted. */
export function pickFields(model: Model, fields: readonly string[]): Partial<Model> {
  const source: Readonly<Record<string, unknown>> = model
  return Object.fromEntries(
    fields.filter((field) => Object.hasOwn(source, field)).map((field) => [field, source[field]]),
  )
}
