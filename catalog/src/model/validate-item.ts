import * as z from 'zod'
import { canonicalise } from './canonical.js'
import { isRecord } from './is-record.js'
import { type Model, modelIdSchema, modelSchema } from './model.js'
import { pricingSchema } from './schema-parts.js'
import { typedModel } from './typed-model.js'
import { findUnsafeValue } from './unsafe-json.js'

const MAX_REASON_LENGTH = 200

/**
 * `id` is null if it is unreadable. `unexpected` are the paths of fields whose type is not the documented one. `reason` names the
 * field and the problem in short printable text.
 */
export type ItemValidation =
  { model: Model; id: string; unexpected: readonly string[] } | { model: null; id: string | null; reason: string }

/** What identifies a model and its prices: never accepted with another type. A price that is null is absent. */
const coreSchema = modelSchema.pick({ id: true, name: true }).extend({
  pricing: pricingSchema.extend({ discount: z.unknown().optional() }).optional(),
})

/** What filters and sort orders need: accepted with another type only by an administrator. */
const FILTER_FIELDS: ReadonlySet<string> = new Set([
  'created',
  'context_length',
  'architecture',
  'architecture.input_modalities',
  'architecture.output_modalities',
  'architecture.tokenizer',
  'supported_parameters',
  'expiration_date',
])

const noFields: readonly string[] = []

/**
 * Validates one item of a payload. A valid model is returned in canonical form with all its fields, including those with an unexpected
 * type. `approved`: even filter fields may have one. Never throws.
 */
export function validateItem(item: unknown, { approved = false }: { approved?: boolean } = {}): ItemValidation {
  const id = readId(item)
  const unsafe = findUnsafeValue(item)
  if (unsafe !== null) return { model: null, id, reason: reasonOf(unsafe.path, unsafe.problem) }
  const unexpected: string[] = []
  let broken: string | null = null
  const typed = isRecord(item)
    ? typedModel(item as Model, (path, value) => {
        unexpected.push(path)
        if (value !== null && FILTER_FIELDS.has(path)) broken ??= path
      })
    : item
  const core = coreSchema.safeParse(typed)
  if (!core.success) return { model: null, id, reason: reasonOfIssue(core.error.issues[0]) }
  if (broken !== null && !approved) return { model: null, id, reason: reasonOfField(item, broken) }
  const paths = unexpected.length === 0 ? noFields : [...new Set(unexpected)]
  return { model: canonicalise(item as Model), id: core.data.id, unexpected: paths }
}

function reasonOfField(item: unknown, path: string): string {
  const issues = modelSchema.safeParse(item).error?.issues ?? []
  return reasonOfIssue(issues.find((issue) => `${issue.path.join('.')}.`.startsWith(`${path}.`)))
}

function reasonOfIssue(issue: z.core.$ZodIssue | undefined): string {
  return reasonOf(issue?.path ?? [], issue?.message.replace(/^Invalid input: /, '') ?? 'not a model')
}

function readId(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, 'id')) return null
  const parsed = modelIdSchema.safeParse((item as { id: unknown }).id)
  return parsed.success ? parsed.data : null
}

/** Such as `pricing.prompt: expected string, received number`. Unusual keys are quoted and reduced to printable ASCII. */
function reasonOf(path: readonly PropertyKey[], problem: string): string {
  const where = path.map(keyText).join('.')
  const reason = `${where === '' ? 'the item' : where}: ${problem}`
  return reason.length > MAX_REASON_LENGTH ? `${reason.slice(0, MAX_REASON_LENGTH - 1)}…` : reason
}

function keyText(key: PropertyKey): string {
  const text = String(key)
  return /^[\w-]{1,60}$/.test(text) ? text : JSON.stringify(text.slice(0, 60)).replace(/[^\x20-\x7e]/g, '?')
}
