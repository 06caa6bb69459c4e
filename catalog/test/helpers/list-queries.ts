import { Big } from 'big.js'
import fc from 'fast-check'
import type { Model } from '../../src/model/model.js'
import { authorOf } from '../../src/model/model-id.js'
import { inputModalities, outputModalities } from '../../src/model/modalities.js'
import { isFree, parsePrice, type Price } from '../../src/price/price.js'
import type { ListQuery } from '../../src/query/list-query.js'
import { makeModel } from './make-model.js'

// Small pools of values, so that generated filters hit generated models. `now` in these tests:
export const NOW = Date.UTC(2026, 7, 22, 12, 0, 0)
const DAY = 86_400

const AUTHORS = ['acme', 'Beta-Labs', 'openai', ...Array.from({ length: 20 }, (_, index) => `maker${index}`)]
const MODALITIES = ['text', 'image', 'audio', 'video']
const PARAMETERS = ['tools', 'tool_choice', 'seed', 'top_p', 'rare_one']
const TOKENIZERS = ['GPT', 'Llama3', 'Other', 'Mistral Large']
const PRICES = ['0', '0.000001', '0.0000010', '0.00000100000000000000001', '0.0000025', '0.00001', '-1', '-0']
const BOUNDS = ['0', '1', '1.00000000000000001', '2.5', '10', '3']

const some = <T>(pool: readonly T[], maxLength = 3) => fc.uniqueArray(fc.constantFrom(...pool), { maxLength })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 })
const score = fc.option(fc.constantFrom(0, 12.5, 50, 50.1, 71.4))

const id = fc
  .tuple(
    fc.constantFrom('', '', '', '~'),
    fc.constantFrom(...AUTHORS),
    fc.nat(60),
    fc.constantFrom('', '', '', ':free', ':batch', ':thinking'),
  )
  .map(([alias, author, number, variant]) => `${alias}${author}/m${number}${variant}`)

const architecture = fc.record({
  modality: fc.constant('text+image->text'),
  input_modalities: maybe(some(MODALITIES)),
  output_modalities: maybe(some(['text', 'text', ...MODALITIES])),
  tokenizer: maybe(fc.constantFrom(...TOKENIZERS)),
})

const fields = fc.record({
  created: maybe(fc.integer({ min: -3, max: 40 }).map((days) => Math.floor(NOW / 1000) - days * DAY - 7)),
  expiration_date: fc.option(maybe(fc.constantFrom('2026-08-21', '2026-08-22', '2026-09-01', '2098-12-31'))),
  context_length: fc.option(maybe(fc.constantFrom(0, 4096, 128_000, 200_000, 1_000_000))),
  architecture: maybe(architecture),
  pricing: maybe(
    fc.record({
      prompt: maybe(fc.constantFrom(...PRICES)),
      completion: maybe(fc.constantFrom(...PRICES)),
      input_cache_read: maybe(fc.constantFrom(...PRICES)),
      image: maybe(fc.constantFrom('0', '0.01')),
    }),
  ),
  supported_parameters: maybe(some(PARAMETERS, 4)),
  top_provider: maybe(fc.record({ max_completion_tokens: fc.option(fc.constantFrom(0, 4096, 16_384)) })),
  hugging_face_id: fc.option(maybe(fc.constantFrom('', ' ', 'acme/weights'))),
  knowledge_cutoff: fc.option(maybe(fc.constantFrom('2023-10-31', '2024-06-30', '2025-01-31'))),
  name: fc.constantFrom('Acme: One', ' acme: one ', 'Beta: Two', 'beta: three', 'Ärger', 'Zeta'),
  benchmarks: maybe(
    fc.record({
      design_arena: maybe(fc.array(fc.record({ elo: fc.constantFrom(1100, 1280.5, 1300) }), { maxLength: 3 })),
      artificial_analysis: maybe(fc.record({ intelligence_index: score, coding_index: score, agentic_index: score })),
    }),
  ),
})

/** A catalogue with missing, dynamic, equal and unusual values, sometimes large enough for rare values. */
export const arbitraryCatalogue: fc.Arbitrary<Model[]> = fc
  .uniqueArray(fc.tuple(id, fields), { maxLength: 150, selector: ([own]) => own, size: 'max' })
  .map((models) => models.map(([own, rest]) => makeModel({ id: own, ...rest })))

const words = (pool: readonly string[]) =>
  maybe(
    fc
      .uniqueArray(fc.constantFrom(...pool.map((word) => word.toLowerCase())), { minLength: 1, maxLength: 2 })
      .map((list) => list.toSorted()),
  )

function range<T>(
  name: string,
  value: fc.Arbitrary<T>,
  compare: (a: T, b: T) => number,
): fc.Arbitrary<Record<string, T>> {
  return fc
    .tuple(fc.constantFrom('', '', 'min', 'max', 'both'), value, value)
    .map(([which, a, b]): Record<string, T> => {
      const [low, high] = compare(a, b) <= 0 ? [a, b] : [b, a]
      return {
        ...((which === 'min' || which === 'both') && { [`min_${name}`]: low }),
        ...((which === 'max' || which === 'both') && { [`max_${name}`]: high }),
      }
    })
}

const byNumber = (a: number, b: number): number => a - b
const byDecimal = (a: string, b: string): number => new Big(a).cmp(b)
const bound = fc.constantFrom(...BOUNDS)
const index = fc.constantFrom(0, 12.5, 50, 50.1, 60, 100)

const BOTH_WAYS = [
  'pricing',
  'input-price',
  'output-price',
  'cached-price',
  'context',
  'max-output',
  'intelligence',
  'coding',
  'agentic',
  'design-arena-elo',
] as const

export const SORTS = [
  'newest',
  'oldest',
  'name-a-to-z',
  'name-z-to-a',
  'knowledge-cutoff-newest',
  'knowledge-cutoff-oldest',
  'expiration-soonest',
  'expiration-latest',
  ...BOTH_WAYS.flatMap((name) => [`${name}-low-to-high`, `${name}-high-to-low`] as const),
] as const

/** Filters only: no `q`, `ids`, order or page. */
export const arbitraryFilter: fc.Arbitrary<ListQuery> = fc
  .tuple(
    fc.record({
      supported_parameters: words([...PARAMETERS, 'nobody_has_it']),
      input_modalities: words(MODALITIES),
      output_modalities: words(MODALITIES),
      context: maybe(fc.constantFrom(1, 4096, 128_000, 150_000)),
      arch: words(TOKENIZERS),
      model_authors: words([...AUTHORS, 'nobody']),
      free: maybe(fc.constant<true>(true)),
      open_weights: maybe(fc.constant<true>(true)),
      exclude: maybe(fc.subarray(['alias', 'batch', 'free'] as const, { minLength: 1 }).map((kinds) => [...kinds])),
      expiring_days: maybe(fc.constantFrom(0, 9, 10, 40)),
    }),
    range('price', bound, byDecimal),
    range('output_price', bound, byDecimal),
    range('age_days', fc.nat(40), byNumber),
    range('intelligence_index', index, byNumber),
    range('coding_index', index, byNumber),
    range('agentic_index', index, byNumber),
  )
  // Only a few at a time; otherwise nothing would match.
  .chain(([flat, ...ranges]) => {
    const all = Object.entries(Object.assign({}, flat, ...ranges) as Record<string, unknown>).filter(
      ([, value]) => value !== undefined,
    )
    return fc
      .subarray(all, { maxLength: Math.min(4, all.length) })
      .map((chosen) => Object.fromEntries(chosen) as ListQuery)
  })

export const arbitrarySort: fc.Arbitrary<ListQuery['sort']> = fc.option(fc.constantFrom(...SORTS), { nil: undefined })

/** A plain reference implementation of all filters, for one model and one query. */
export function matchesPlainly(model: Model, query: ListQuery, now: number): boolean {
  const age = model.created === undefined ? undefined : Math.max(0, Math.floor((now / 1000 - model.created) / DAY))
  const scores = model.benchmarks?.artificial_analysis
  const context = model.context_length === 0 ? undefined : (model.context_length ?? undefined)
  return (
    allOf(model.supported_parameters ?? [], query.supported_parameters) &&
    allOf(inputModalities(model), query.input_modalities) &&
    anyOf(outputModalities(model), query.output_modalities) &&
    anyOf([model.architecture?.tokenizer ?? ''], query.arch) &&
    anyOf([authorOf(model.id)], query.model_authors) &&
    within(context, query.context, undefined) &&
    priceWithin(priceOf(model, 'prompt'), query.min_price, query.max_price) &&
    priceWithin(priceOf(model, 'completion'), query.min_output_price, query.max_output_price) &&
    within(age, query.min_age_days, query.max_age_days) &&
    within(scores?.intelligence_index, query.min_intelligence_index, query.max_intelligence_index) &&
    within(scores?.coding_index, query.min_coding_index, query.max_coding_index) &&
    within(scores?.agentic_index, query.min_agentic_index, query.max_agentic_index) &&
    expiresWithin(model.expiration_date, query.expiring_days, now) &&
    (query.free === undefined || isFree(model)) &&
    (query.open_weights === undefined || (model.hugging_face_id ?? '').trim() !== '') &&
    !(query.exclude?.includes('alias') === true && model.id.startsWith('~')) &&
    (query.exclude ?? []).every((kind) => !model.id.endsWith(`:${kind}`)) &&
    (query.ids === undefined || query.ids.includes(model.id))
  )
}

function allOf(values: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.every((word) => anyOf(values, [word]))
}

function anyOf(values: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || values.some((value) => wanted.includes(value.toLowerCase()))
}

function within(value: number | null | undefined, min: number | undefined, max: number | undefined): boolean {
  if (min === undefined && max === undefined) return true
  return typeof value === 'number' && (min === undefined || value >= min) && (max === undefined || value <= max)
}

function expiresWithin(date: string | null | undefined, days: number | undefined, now: number): boolean {
  if (days === undefined) return true
  const dayAfter = (ahead: number): string => new Date(now + ahead * DAY * 1000).toISOString().slice(0, 10)
  return typeof date === 'string' && date !== '2098-12-31' && date >= dayAfter(0) && date <= dayAfter(days)
}

function priceWithin(price: Price, min: string | undefined, max: string | undefined): boolean {
  if (min === undefined && max === undefined) return true
  if (price.kind !== 'known') return false
  const perMillion = price.value.times(1_000_000)
  return (min === undefined || perMillion.gte(min)) && (max === undefined || perMillion.lte(max))
}

/** Unknown if the token prices are zero, and the output is not text alone or another price is not zero, unless the model is called free. */
export function priceOf(model: Model, key: 'prompt' | 'completion' | 'input_cache_read'): Price {
  const { overrides = [], ...base } = model.pricing ?? {}
  const nonzero = [base, ...overrides].flatMap((prices) =>
    Object.entries(prices).flatMap(([name, value]) => {
      const price = parsePrice(value)
      return price.kind === 'unknown' || (price.kind === 'known' && price.value.eq(0)) ? [] : [name]
    }),
  )
  const isText = [...new Set(outputModalities(model))].join() === 'text'
  const isBilled = nonzero.includes('prompt') || nonzero.includes('completion') || (isText && nonzero.length === 0)
  return isBilled || model.id.endsWith(':free') ? parsePrice(model.pricing?.[key]) : { kind: 'unknown' }
}

const DESCENDING = /(?:high-to-low|newest|latest|z-to-a)$/

/** What the order compares; undefined sorts last. Text is in lower case, dates are text. */
function sortKey(model: Model, sort: NonNullable<ListQuery['sort']>): Big | string | undefined {
  const scores = model.benchmarks?.artificial_analysis
  const elos = (model.benchmarks?.design_arena ?? []).flatMap(({ elo }) => elo ?? [])
  const big = (value: number | null | undefined) => (typeof value === 'number' ? new Big(value) : undefined)
  const known = (price: Price) => (price.kind === 'known' ? price.value : undefined)
  const [prompt, completion] = [known(priceOf(model, 'prompt')), known(priceOf(model, 'completion'))]
  const keys: Record<string, Big | string | null | undefined> = {
    newest: big(model.created),
    oldest: big(model.created),
    name: model.name.trim().toLowerCase(),
    pricing: prompt && completion && prompt.plus(completion).times('0.5'),
    'input-price': prompt,
    'output-price': completion,
    'cached-price': known(priceOf(model, 'input_cache_read')),
    context: big(model.context_length || undefined),
    'max-output': big(model.top_provider?.max_completion_tokens || undefined),
    intelligence: big(scores?.intelligence_index),
    coding: big(scores?.coding_index),
    agentic: big(scores?.agentic_index),
    'design-arena-elo': big(elos.length === 0 ? undefined : Math.max(...elos)),
    'knowledge-cutoff': model.knowledge_cutoff,
    expiration: model.expiration_date === '2098-12-31' ? undefined : model.expiration_date,
  }
  return (
    keys[sort] ?? keys[sort.replace(/-(?:low|high|a|z)-to-\w+$|-(?:newest|oldest|soonest|latest)$/, '')] ?? undefined
  )
}

function compareKeys(a: Big | string, b: Big | string): number {
  if (typeof a === 'string' || typeof b === 'string') return a < b ? -1 : Number(a > b)
  return a.cmp(b)
}

/** The matching models in the order of the query, by a plain filter and stable sort. */
export function answerPlainly(models: readonly Model[], query: ListQuery, now: number): Model[] {
  const matching = models.filter((model) => matchesPlainly(model, query, now))
  const { sort } = query
  if (sort === undefined) return matching
  return matching.toSorted((a, b) => {
    const [left, right] = [sortKey(a, sort), sortKey(b, sort)]
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return DESCENDING.test(sort) ? compareKeys(right, left) : compareKeys(left, right)
  })
}
