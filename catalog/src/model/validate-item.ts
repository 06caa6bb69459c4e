import { canonicalise } from './canonical.js'
import { type Model, modelIdSchema, modelSchema } from './model.js'
import { findUnsafeValue } from './unsafe-json.js'

const MAX_REASON_LENGTH = 200

/** `id` is null if it is unreadable. `reason` names the field and the problem in short printable text. */
export type ItemValidation = { model: Model; id: string } | { model: null; id: string | null; reason: string }

/** Validates one item of a payload. A valid model is returned in canonical form with all its fields. Never throws. */
export function validateItem(item: unknown): ItemValidation {
  const id = readId(item)
  const unsafe = findUnsafeValue(item)
  if (unsafe !== null) return { model: null, id, reason: reasonOf(unsafe.path, unsafe.problem) }
  const parsed = modelSchema.safeParse(item)
  if (parsed.success) return { model: canonicalise(item as Model), id: parsed.data.id }
  const issue = parsed.error.issues[0]
  return {
    model: null,
    id,
    reason: reasonOf(issue?.path ?? [], issue?.message.replace(/^Invalid input: /, '') ?? 'not a model'),
  }
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
