// One item of a payload: is it a model, and if not, what is wrong with it?
import { canonicalise } from './canonical.js'
import { type Model, modelIdSchema, modelSchema } from './model.js'
import { findUnsafeValue } from './unsafe-json.js'

const LONGEST_REASON = 200

/** `id` is null where it could not be read. `reason` names the field and what is wrong, is clean text, and is short. */
export type ItemValidation = { model: Model; id: string } | { model: null; id: string | null; reason: string }

/** Reads one item. A sound model comes back canonicalised, with every field that it came with. Never throws. */
export function validateItem(item: unknown): ItemValidation {
  const id = readId(item)
  const flaw = findUnsafeValue(item)
  if (flaw !== null) return { model: null, id, reason: reasonOf(flaw.path, flaw.problem) }
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

/** `pricing.prompt: expected string, received number`. Keys that are not plain words are quoted, without what a log or database cannot take. */
function reasonOf(path: readonly PropertyKey[], problem: string): string {
  const where = path.map(stepOf).join('.')
  const reason = `${where === '' ? 'the item' : where}: ${problem}`
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON - 1)}…` : reason
}

function stepOf(key: PropertyKey): string {
  const text = String(key)
  return /^[\w-]{1,60}$/.test(text) ? text : JSON.stringify(text.slice(0, 60)).replace(/[^\x20-\x7e]/g, '?')
}
