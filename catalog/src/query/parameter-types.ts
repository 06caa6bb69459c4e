// Types of query parameters: zod schemas that parse a string into a number, a list, an exact price, ... Each carries the
// description that the OpenAPI contract shows.
import * as z from 'zod'
import { modelIdSchema } from '../model/model.js'

export interface ParameterDocs {
  description: string
  example: string | number
}

/** Ends the description of every parameter. */
export const REJECTION_NOTE = 'Any other value, or a repeated parameter, is rejected with 400.'

const MAX_WORDS = 100
const MAX_IDS = 1000
const MAX_TEXT = 256
/** Digits before and after the point together. */
const MAX_PRICE_DIGITS = 20

/** Makes a parameter optional and keeps its description, which zod's `optional` drops. */
export function optional<T extends z.ZodType>(schema: T): z.ZodOptional<T> {
  return schema.optional().meta(schema.meta() ?? {})
}

/** A whole number in plain decimal digits, without sign, exponent or spaces. The contract shows an integer. */
export function wholeNumber(min: number, max: number, { description, example }: ParameterDocs) {
  const problem = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,16}$/, problem)
    .transform(Number)
    .refine((n) => n >= min && n <= max, problem)
    .meta({
      description: `${description} A whole number from ${min} to ${max}. ${REJECTION_NOTE}`,
      example,
      override: { type: 'integer', minimum: min, maximum: max, pattern: undefined },
    })
}

/** A score with at most six digits before and six after the point, which a float represents without an exponent. */
export function score({ description, example }: ParameterDocs) {
  return z
    .string()
    .regex(
      /^\d{1,6}(?:\.\d{1,6})?$/,
      'must be a plain decimal such as 50 or 62.5, below 1000000, with at most six digits after the point',
    )
    .transform(Number)
    .meta({
      description: `${description} A plain decimal below 1000000 with at most six digits after the point. Models without the score do not match. ${REJECTION_NOTE}`,
      example,
      override: { type: 'number', minimum: 0, exclusiveMaximum: 1_000_000, pattern: undefined },
    })
}

/** USD per million tokens, as an exact decimal string without leading or trailing zeros. Never converted to a float. */
export function price({ description, example }: ParameterDocs) {
  return z
    .string()
    .max(MAX_PRICE_DIGITS + 1, `must have at most ${MAX_PRICE_DIGITS} digits`)
    .regex(
      /^\d+(?:\.\d+)?$/,
      'must be a plain decimal in USD per million tokens, such as 0 or 1.25, without sign, exponent or currency',
    )
    .refine((text) => text.replace('.', '').length <= MAX_PRICE_DIGITS, `must have at most ${MAX_PRICE_DIGITS} digits`)
    .transform(shortestDecimal)
    .meta({
      description: `${description} USD per million tokens, inclusive, compared exactly: a plain decimal of at most ${MAX_PRICE_DIGITS} digits. Unknown and dynamic ("-1") prices do not match. ${REJECTION_NOTE}`,
      example,
      override: { type: 'number', minimum: 0, maxLength: undefined, pattern: undefined },
    })
}

function shortestDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.split('.')
  const rest = fraction.replace(/0+$/, '')
  const start = whole.replace(/^0+(?=\d)/, '')
  return rest === '' ? start : `${start}.${rest}`
}

/** Text as typed by a person. Whitespace is trimmed and collapsed; case is kept. */
export function freeText({ description, example }: ParameterDocs) {
  return z
    .string()
    .max(MAX_TEXT, `must have at most ${MAX_TEXT} characters`)
    .refine((text) => text.isWellFormed(), 'must be Unicode text')
    .transform((text) => text.trim().replaceAll(/\s+/g, ' '))
    .refine((text) => text !== '', 'must not be empty; omit the parameter instead')
    .meta({
      description: `${description} At most ${MAX_TEXT} characters. Empty, longer or repeated: rejected with 400.`,
      example,
    })
}

interface ListRules {
  /** Accepts a valid item. */
  item: { test: (word: string) => boolean }
  /** What a valid item is, for the error message. */
  expected: string
  max: number
  normalise: (items: string[]) => string[]
}

/** A comma-separated list. Spaces around items are ignored. The error shows the first invalid item. */
export function commaList({ item, expected, max, normalise }: ListRules) {
  return z.string({ error: `required: ${expected}` }).transform((value, context): string[] => {
    const items = value.split(',', max + 1).map((word) => word.trim())
    const bad = items.find((word) => !item.test(word))
    if (items.length <= max && bad === undefined) return normalise(items)
    if (items.length > max) context.addIssue(`has more than ${max} items`)
    else
      context.addIssue(
        bad === ''
          ? 'contains an empty item; omit the parameter instead'
          : `invalid item ${shown(bad ?? '')}: expected ${expected}`,
      )
    return z.NEVER
  })
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

const unique = (items: readonly string[]): string[] => [...new Set(items)]
/** For lists in which order and case have no meaning: equal lists become identical. */
const canonical = (items: readonly string[]): string[] => unique(items.map((word) => word.toLowerCase())).toSorted()

const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const WORDS_NOTE = `At most ${MAX_WORDS} words, each a letter followed by up to 63 letters, digits, \`_\` or \`-\`. Case and order do not matter. Unknown words match nothing.`
const wordRules = { item: WORD, expected: 'a word of letters, digits, _ and -', max: MAX_WORDS, normalise: canonical }

export function wordList({ description, example }: ParameterDocs) {
  return commaList(wordRules).meta({ description: `${description} ${WORDS_NOTE} ${REJECTION_NOTE}`, example })
}

/** A list that contains `all` does not filter, so it becomes empty. */
export function wordListOrAll({ description, example }: ParameterDocs) {
  const normalise = (items: readonly string[]): string[] => (canonical(items).includes('all') ? [] : canonical(items))
  return commaList({ ...wordRules, normalise }).meta({
    description: `${description} ${WORDS_NOTE} ${REJECTION_NOTE}`,
    example,
  })
}

/** Words of a fixed set. */
export function choiceList<const T extends string>(choices: readonly T[], { description, example }: ParameterDocs) {
  const isChoice = (word: string): word is T => choices.some((choice) => choice === word)
  return commaList({
    item: { test: (word) => isChoice(word.toLowerCase()) },
    expected: choices.join(', ').replace(/, (?=\w+$)/, ' or '),
    max: MAX_WORDS,
    normalise: canonical,
  })
    .transform((words) => words.filter(isChoice))
    .meta({ description: `${description} Case and order do not matter. ${REJECTION_NOTE}`, example })
}

/** Free-form names: printable ASCII without the comma. */
export function nameList({ description, example }: ParameterDocs) {
  return commaList({
    item: /^[ -+\--~]{1,64}$/,
    expected: 'a name of at most 64 printable ASCII characters',
    max: MAX_WORDS,
    normalise: canonical,
  }).meta({
    description: `${description} At most ${MAX_WORDS} names. Case and order do not matter. Unknown names match nothing. ${REJECTION_NOTE}`,
    example,
  })
}

export function authorList({ description, example }: ParameterDocs) {
  return commaList({
    item: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/,
    expected: 'an author: the part of an id before the /, without ~',
    max: MAX_WORDS,
    normalise: canonical,
  }).meta({
    description: `${description} At most ${MAX_WORDS}. Case and order do not matter. Unknown authors match nothing. ${REJECTION_NOTE}`,
    example,
  })
}

/** Distinct ids in the given order, which is the order of the response. */
export function idList({ description, example }: ParameterDocs) {
  return commaList({
    item: { test: (word) => modelIdSchema.safeParse(word).success },
    expected: 'a model id: author/slug, author/slug:variant or ~author/alias',
    max: MAX_IDS,
    normalise: unique,
  }).meta({
    description: `${description} At most ${MAX_IDS}. ${REJECTION_NOTE}`,
    example,
  })
}

/** Distinct field names in the given order. */
export function fieldList({ description, example }: ParameterDocs) {
  return commaList({
    item: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
    expected: 'a field name',
    max: MAX_WORDS,
    normalise: unique,
  }).meta({ description: `${description} ${REJECTION_NOTE}`, example })
}

export function onlyTrue({ description, example }: ParameterDocs) {
  return z
    .literal('true', { error: 'must be true; omit the parameter otherwise' })
    .transform((): true => true)
    .meta({ description: `${description} The only value is \`true\`. ${REJECTION_NOTE}`, example })
}

/** `true`, or `false`, which is the same as omitting it. */
export function flag({ description, example }: ParameterDocs) {
  return z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => (text === 'true' ? (true as const) : undefined))
    .meta({ description: `${description} \`true\` or \`false\` (default). ${REJECTION_NOTE}`, example })
}
