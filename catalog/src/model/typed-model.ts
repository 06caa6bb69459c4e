// Upstream may change the type of any field at any time. What is stored and served is what it sent; code that computes with a model
// takes this copy of it, which has the types of `modelSchema`. Without a schema library, because the page needs it before it has one.
import { isRecord } from './is-record.js'
import type { Model } from './model.js'
import { PRICE_KEYS } from './price-format.js'

/** Called for each field that has another type than expected, or is null where it should be absent. */
export type OnUnexpected = (path: string, value: unknown) => void

interface Shape {
  /** Returns the value, a copy without the fields that do not fit, or undefined if it does not fit at all. */
  (value: unknown, path: string, onUnexpected: OnUnexpected): unknown
}

const of =
  (fits: (value: unknown) => boolean): Shape =>
  (value, path, onUnexpected) => {
    if (fits(value)) return value
    onUnexpected(path, value)
    return undefined
  }

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isTextOrNull = (value: unknown): boolean => value === null || isText(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isListOf =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(fits)

const text = of(isText)
const textOrNull = of(isTextOrNull)
const texts = of(isListOf(isText))
const textsOrNull = of((value) => value === null || isListOf(isText)(value))
const flag = of((value) => typeof value === 'boolean')
const number = of(isNumber)
const numberOrNull = of((value) => value === null || isNumber(value))
const integer = of(Number.isSafeInteger)
const integerOrNull = of((value) => value === null || Number.isSafeInteger(value))
const countOrNull = of((value) => value === null || isCount(value))
const countUpTo = (most: number): Shape => of((value) => isCount(value) && (value as number) <= most)
const countOrNullUpTo = (most: number): Shape =>
  of((value) => value === null || (isCount(value) && (value as number) <= most))

function object(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, path, onUnexpected) => {
    if (!isRecord(value)) return of(() => false)(value, path, onUnexpected)
    let copy: Record<string, unknown> = value
    for (const [key, field] of Object.entries(fields)) {
      const before = value[key]
      if (before === undefined) continue
      const after = field(before, path === '' ? key : `${path}.${key}`, onUnexpected)
      if (after === before) continue
      if (copy === value) copy = { ...value }
      if (after === undefined) delete copy[key]
      else copy[key] = after
    }
    return copy
  }
}

const orNull =
  (shape: Shape): Shape =>
  (value, path, onUnexpected) =>
    value === null ? null : shape(value, path, onUnexpected)

/** Items that do not fit are left out. */
const listOf =
  (item: Shape): Shape =>
  (value, path, onUnexpected) => {
    if (!Array.isArray(value)) return of(() => false)(value, path, onUnexpected)
    const items = value.map((one: unknown) => item(one, path, onUnexpected))
    return items.every((one, at) => one === value[at]) ? value : items.filter((one) => one !== undefined)
  }

/** Prices are never dropped for their type, which `validate-item.ts` checks. One that is null is absent. */
const unlessNull =
  (inner: Shape = (value) => value): Shape =>
  (value, path, onUnexpected) =>
    value === null ? of(() => false)(value, path, onUnexpected) : inner(value, path, onUnexpected)
const ifRecord =
  (inner: Shape): Shape =>
  (value, path, onUnexpected) =>
    isRecord(value) ? inner(value, path, onUnexpected) : value

const prices = Object.fromEntries(PRICE_KEYS.map((key) => [key, unlessNull()]))
const override = ifRecord(object(prices))
const overrides: Shape = (value, path, onUnexpected) => {
  if (!Array.isArray(value)) return value
  const items = value.map((one: unknown) => override(one, path, onUnexpected))
  return items.every((one, at) => one === value[at]) ? value : items
}

/** The limits of `modelSchema`. */
const maxUnixSeconds = 253_402_300_799
const maxContext = 2_147_483_647

const shape = object({
  canonical_slug: text,
  alias_target: object({ slug: text, name: text }),
  hugging_face_id: textOrNull,
  created: countUpTo(maxUnixSeconds),
  description: text,
  context_length: countOrNullUpTo(maxContext),
  architecture: object({
    modality: textOrNull,
    input_modalities: texts,
    output_modalities: texts,
    tokenizer: text,
    instruct_type: textOrNull,
  }),
  pricing: unlessNull(ifRecord(object({ ...prices, discount: number, overrides: unlessNull(overrides) }))),
  top_provider: object({ context_length: countOrNull, max_completion_tokens: countOrNull, is_moderated: flag }),
  per_request_limits: orNull(object({ prompt_tokens: number, completion_tokens: number })),
  supported_parameters: texts,
  default_parameters: orNull(
    object({
      temperature: numberOrNull,
      top_p: numberOrNull,
      top_k: integerOrNull,
      frequency_penalty: numberOrNull,
      presence_penalty: numberOrNull,
      repetition_penalty: numberOrNull,
    }),
  ),
  supported_voices: textsOrNull,
  knowledge_cutoff: textOrNull,
  expiration_date: textOrNull,
  links: object({ details: text }),
  benchmarks: object({
    design_arena: listOf(object({ arena: text, category: text, elo: number, win_rate: number, rank: integer })),
    artificial_analysis: object({
      intelligence_index: numberOrNull,
      coding_index: numberOrNull,
      agentic_index: numberOrNull,
    }),
  }),
  reasoning: object({
    mandatory: flag,
    default_enabled: flag,
    supports_max_tokens: flag,
    supported_efforts: of((value) => value === null || isListOf(isTextOrNull)(value)),
    default_effort: textOrNull,
  }),
})

const ignore: OnUnexpected = () => {}

/**
 * The model without the fields that have another type than `modelSchema` says; the same object if there are none. `id`, `name` and
 * prices must fit already (`validate-item.ts`).
 */
export function typedModel<T extends Model>(model: T, onUnexpected: OnUnexpected = ignore): T {
  return shape(model, '', onUnexpected) as T
}
