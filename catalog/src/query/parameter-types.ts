// How one value of a query string is read: from text to a number, a list, an exact price. Each is a zod schema with its unit and
// range in words, from which both the error and the OpenAPI contract are made.
import * as z from 'zod'
import { modelIdSchema } from '../model/model.js'

export interface ParameterDocs {
  description: string
  example: string | number
}

/** The sentence that ends every description. */
export const REJECTION_NOTE = 'Anything else, and giving it twice, is a 400 that names it.'

const MAX_WORDS = 100
const MAX_IDS = 1000
const MAX_TEXT = 256
/** Whole and fraction together. */
const MAX_PRICE_DIGITS = 20

/** May be absent. The words stay those of the value: what wraps a schema does not take them over by itself. */
export function optional<T extends z.ZodType>(schema: T): z.ZodOptional<T> {
  return schema.optional().meta(schema.meta() ?? {})
}

/** A whole number in plain decimal digits: no sign, no exponent, no blank. In the contract it is an integer. */
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

/** A score: at most six digits before the point and six after, which a float holds and writes without an exponent. */
export function score({ description, example }: ParameterDocs) {
  return z
    .string()
    .regex(
      /^\d{1,6}(?:\.\d{1,6})?$/,
      'must be a plain decimal such as 50 or 62.5, below 1000000, with at most six digits after the point',
    )
    .transform(Number)
    .meta({
      description: `${description} A plain decimal below 1000000 with at most six digits after the point. A model without the score does not match. ${REJECTION_NOTE}`,
      example,
      override: { type: 'number', minimum: 0, exclusiveMaximum: 1_000_000, pattern: undefined },
    })
}

/** USD per million tokens, as an exact decimal string without leading or trailing zeros. It is never turned into a float. */
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
      description: `${description} In USD per million tokens, inclusive, compared exactly: a plain decimal of at most ${MAX_PRICE_DIGITS} digits. A price that is unknown or dynamic ("-1") does not match. ${REJECTION_NOTE}`,
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

/** What a person types: blanks are trimmed and collapsed, case is kept. */
export function freeText({ description, example }: ParameterDocs) {
  return z
    .string()
    .max(MAX_TEXT, `must have at most ${MAX_TEXT} characters`)
    .refine((text) => text.isWellFormed(), 'must be Unicode text')
    .transform((text) => text.trim().replaceAll(/\s+/g, ' '))
    .refine((text) => text !== '', 'must not be empty: leave it out to search for nothing')
    .meta({
      description: `${description} At most ${MAX_TEXT} characters. Empty, longer, or given twice: a 400 that names it.`,
      example,
    })
}

interface ListRules {
  /** A regular expression, or what tests like one. */
  item: { test: (word: string) => boolean }
  /** Completes "… is no". */
  expected: string
  max: number
  normalise: (items: string[]) => string[]
}

/** A comma list; blanks round an item do not matter. An item that is empty or not as expected is an error that shows it. */
export function commaList({ item, expected, max, normalise }: ListRules) {
  return z.string().transform((value, context): string[] => {
    const items = value.split(',', max + 1).map((word) => word.trim())
    const bad = items.find((word) => !item.test(word))
    if (items.length <= max && bad === undefined) return normalise(items)
    if (items.length > max) context.addIssue(`has more than ${max} items`)
    else
      context.addIssue(
        bad === ''
          ? 'an item is empty; leave the parameter out to ask for nothing'
          : `${shown(bad ?? '')} is no ${expected}`,
      )
    return z.NEVER
  })
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

const unique = (items: readonly string[]): string[] => [...new Set(items)]
/** Order and case have no meaning: one spelling for one question. */
const canonical = (items: readonly string[]): string[] => unique(items.map((word) => word.toLowerCase())).toSorted()

const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const someWords = `At most ${MAX_WORDS} words in any case and order, each a letter and up to 63 letters, digits, \`_\` or \`-\`; one that no model has matches nothing.`
const wordRules = { item: WORD, expected: 'word of letters, digits, _ and -', max: MAX_WORDS, normalise: canonical }

export function wordList({ description, example }: ParameterDocs) {
  return commaList(wordRules).meta({ description: `${description} ${someWords} ${REJECTION_NOTE}`, example })
}

/** `all`, alone or among others, is no filter: the list is empty then. */
export function wordListOrAll({ description, example }: ParameterDocs) {
  const normalise = (items: readonly string[]): string[] => (canonical(items).includes('all') ? [] : canonical(items))
  return commaList({ ...wordRules, normalise }).meta({
    description: `${description} ${someWords} ${REJECTION_NOTE}`,
    example,
  })
}

/** Names that others chose: any printable ASCII but the comma. */
export function nameList({ description, example }: ParameterDocs) {
  return commaList({
    item: /^[ -+\--~]{1,64}$/,
    expected: 'name of at most 64 printable ASCII characters',
    max: MAX_WORDS,
    normalise: canonical,
  }).meta({
    description: `${description} At most ${MAX_WORDS} names in any case and order; one that no model has matches nothing. ${REJECTION_NOTE}`,
    example,
  })
}

export function authorList({ description, example }: ParameterDocs) {
  return commaList({
    item: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/,
    expected: 'author: expected what stands before the / of an id, without ~',
    max: MAX_WORDS,
    normalise: canonical,
  }).meta({
    description: `${description} At most ${MAX_WORDS}, in any case and order; one that has no models matches nothing. ${REJECTION_NOTE}`,
    example,
  })
}

/** In the order given, since the answer is in that order; each once. */
export function idList({ description, example }: ParameterDocs) {
  return commaList({
    item: { test: (word) => modelIdSchema.safeParse(word).success },
    expected: 'id of a model: expected author/slug, author/slug:variant or ~author/alias',
    max: MAX_IDS,
    normalise: unique,
  }).meta({
    description: `${description} At most ${MAX_IDS}. ${REJECTION_NOTE}`,
    example,
  })
}

/** In the order given; each once. */
export function fieldList({ description, example }: ParameterDocs) {
  return commaList({
    item: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
    expected: 'field of a model',
    max: MAX_WORDS,
    normalise: unique,
  }).meta({ description: `${description} ${REJECTION_NOTE}`, example })
}

/** `true`, or absent. */
export function onlyTrue({ description, example }: ParameterDocs) {
  return z
    .literal('true', { error: 'must be true; leave it out otherwise' })
    .transform((): true => true)
    .meta({ description: `${description} Only \`true\`. ${REJECTION_NOTE}`, example })
}

/** `true`, or `false`, which is the same as absent. */
export function flag({ description, example }: ParameterDocs) {
  return z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => (text === 'true' ? (true as const) : undefined))
    .meta({ description: `${description} \`true\`, or \`false\`, which is the default. ${REJECTION_NOTE}`, example })
}
