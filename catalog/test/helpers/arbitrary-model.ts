import fc from 'fast-check'
import type { Model } from '../../src/model/model.js'

/** Prices in upstream's current and former formats. */
export const arbitraryPrice: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('0', '-1', '-0', '0.0', '0.000000000125'),
  fc.tuple(fc.nat(999), fc.stringMatching(/^\d{1,22}$/)).map(([whole, fraction]) => `${whole}.${fraction}`),
)

const text = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((value) => !value.includes('\u0000') && !/\p{Surrogate}/u.test(value))
const key = text.filter((value) => !['__proto__', 'constructor', 'prototype'].includes(value))
const list = fc.array(fc.constantFrom('text', 'image', 'audio', 'speech', 'tools', 'stop'), { maxLength: 4 })
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value))

/** Any storable JSON value, for unknown fields. */
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

const tokens = fc.option(fc.nat())
const prices = fc.record(
  { prompt: arbitraryPrice, completion: arbitraryPrice, image: arbitraryPrice, input_cache_read: arbitraryPrice },
  { requiredKeys: [], noNullPrototype: true },
)
const unknownFields = fc.dictionary(
  key.map((name) => `x_${name}`),
  json,
  { maxKeys: 3, noNullPrototype: true },
)

function loose(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const known = fc.record(fields, { requiredKeys: [], noNullPrototype: true })
  return fc.tuple(unknownFields, known).map(([unknown, record]) => ({ ...unknown, ...record }))
}

const score = fc.option(number)
const arena = loose({ arena: text, category: text, elo: number, win_rate: number, rank: fc.nat() })

const fields = loose({
  canonical_slug: text,
  alias_target: loose({ slug: text, name: text }),
  hugging_face_id: fc.option(text),
  created: fc.nat(),
  description: text,
  context_length: tokens,
  architecture: loose({
    modality: fc.option(fc.constantFrom('text->text', 'text+image->text', 'text->', 'multimodal')),
    input_modalities: list,
    output_modalities: list,
    tokenizer: text,
    instruct_type: fc.option(text),
  }),
  pricing: fc
    .tuple(
      prices,
      fc.array(
        fc.tuple(prices, fc.nat(2400)).map(([own, start]) => ({ utc_start: start, utc_end: 2400, ...own })),
        { maxLength: 2 },
      ),
    )
    .map(([own, overrides]) => ({ ...own, overrides })),
  top_provider: loose({ context_length: tokens, max_completion_tokens: tokens, is_moderated: fc.boolean() }),
  per_request_limits: fc.option(loose({ prompt_tokens: number, completion_tokens: number })),
  supported_parameters: list,
  default_parameters: fc.option(loose({ temperature: score, top_p: score, top_k: fc.option(fc.integer()) })),
  supported_voices: fc.option(list),
  knowledge_cutoff: fc.option(text),
  expiration_date: fc.option(fc.constantFrom('2026-09-30', '2098-12-31')),
  links: loose({ details: text }),
  benchmarks: loose({
    design_arena: fc.array(arena, { maxLength: 2 }),
    artificial_analysis: loose({ intelligence_index: score, coding_index: score, agentic_index: score }),
  }),
  reasoning: loose({
    mandatory: fc.boolean(),
    supported_efforts: fc.option(fc.array(fc.option(text))),
    default_effort: fc.option(text),
  }),
})

/** Any valid model, with missing, null and unknown fields. */
export function arbitraryModel(
  id: fc.Arbitrary<string> = fc.stringMatching(/^~?[a-z]{1,8}\/[a-z0-9][a-z0-9.-]{0,8}(:free)?$/),
): fc.Arbitrary<Model> {
  return fc.tuple(id, text, fields).map(([own, name, rest]) => ({ ...rest, id: own, name }))
}

/** The same value with the keys of every object shuffled, as `jsonb` may return them. */
export function shuffleKeys<T>(value: T, random: () => number): T {
  if (Array.isArray(value)) return value.map((item) => shuffleKeys(item, random)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map((entry) => ({ entry, rank: random() }))
  entries.sort((a, b) => a.rank - b.rank)
  return Object.fromEntries(entries.map(({ entry: [name, inner] }) => [name, shuffleKeys(inner, random)])) as T
}

/** The same value with the keys of every object reversed. */
export function reverseKeys<T>(value: T): T {
  let rank = 0
  return shuffleKeys(value, () => (rank -= 1))
}
