import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/changes/change.js'
import { changeKindSchema } from '../../src/contract/change-kind.js'
import { diffCatalogues } from '../../src/changes/diff.js'
import type { Model } from '../../src/model/model.js'
import { arbitraryModel, reverseKeys } from '../helpers/arbitrary-model.js'
import { byId, makeModel, makeModels } from '../helpers/make-model.js'

const NEVER_SEEN = (): boolean => false

function diff(
  before: readonly Model[],
  after: readonly Model[],
  everSeen: (id: string) => boolean = NEVER_SEEN,
): Change[] {
  return diffCatalogues(byId(before), byId(after), everSeen)
}

/** The changes when one of a few models changes from the first to the second fields. */
function diffFields(before: Record<string, unknown>, after: Record<string, unknown>): Change[] {
  const others = makeModels(3)
  return diff([...others, makeModel(before)], [...others, makeModel(after)])
}

/** The same, as `[kind, field, before, after]`. */
function news(before: Record<string, unknown>, after: Record<string, unknown>): unknown[][] {
  return diffFields(before, after).map((change) => [change.kind, change.field, change.before, change.after])
}

const pricing = (fields: Record<string, unknown>) => ({ pricing: { prompt: '1', completion: '2', ...fields } })
const architecture = (fields: Record<string, unknown>) => ({ architecture: { ...makeModel().architecture, ...fields } })
const provider = (fields: Record<string, unknown>) => ({ top_provider: { ...makeModel().top_provider, ...fields } })

describe('added and removed models', () => {
  const [one = makeModel(), two = makeModel(), three = makeModel()] = makeModels(3)

  it('are reported as added, removed or returned', () => {
    expect(diff([one, two], [three, one], NEVER_SEEN)).toEqual([
      {
        modelId: three.id,
        kind: 'model_added',
        field: null,
        before: null,
        after: { name: three.name },
        scheduled: false,
      },
      {
        modelId: two.id,
        kind: 'model_removed',
        field: null,
        before: { name: two.name },
        after: null,
        scheduled: false,
      },
    ])
    expect(diff([one], [one, three], (id) => id === three.id).map(({ kind }) => kind)).toEqual(['model_returned'])
  })

  it('are all added in the first sync', () => {
    expect(diff([], [one, two]).map(({ kind, modelId }) => [kind, modelId])).toEqual([
      ['model_added', one.id],
      ['model_added', two.id],
    ])
  })

  it('produce no field changes', () => {
    expect(diff([one], [{ ...two, context_length: 5 }])).toHaveLength(2)
  })

  it('produce no change when they move in the list', () => {
    expect(diff([one, two, three], [three, two, one])).toEqual([])
  })
})

describe('prices', () => {
  it("produce one change per key with upstream's values", () => {
    expect(news(pricing({ image: '0.10' }), { pricing: { prompt: '1.5', completion: '2.0', image: '0.2' } })).toEqual([
      ['price_changed', 'pricing.prompt', '1', '1.5'],
      ['price_changed', 'pricing.image', '0.10', '0.2'],
    ])
  })

  it('compare as decimals, up to the 25th digit', () => {
    expect(news(pricing({ image: '0.10' }), pricing({ image: '0.1' }))).toEqual([])
    expect(
      news(pricing({ image: '0.00000000000000000000001' }), pricing({ image: '0.00000000000000000000002' })),
    ).toHaveLength(1)
  })

  it('of secondary keys are zero if absent', () => {
    expect(news(pricing({}), pricing({ image: '0', web_search: '0.0' }))).toEqual([])
    expect(news(pricing({ request: '0.5' }), pricing({}))).toEqual([['price_changed', 'pricing.request', '0.5', null]])
  })

  it('of prompt and completion are unknown if absent', () => {
    expect(news({ pricing: { prompt: '0', completion: '0' } }, { pricing: { prompt: '0' } })).toEqual([
      ['price_changed', 'pricing.completion', '0', null],
    ])
    expect(news(pricing({}), { pricing: undefined }).map(([, field]) => field)).toEqual([
      'pricing.prompt',
      'pricing.completion',
    ])
  })

  it('can become dynamic, and fixed again', () => {
    expect(news(pricing({}), pricing({ prompt: '-1' }))).toEqual([['price_changed', 'pricing.prompt', '1', '-1']])
    expect(news(pricing({ prompt: '-1' }), pricing({ prompt: '0' }))).toEqual([
      ['price_changed', 'pricing.prompt', '-1', '0'],
    ])
  })

  it('under unknown keys count as well, unlike other values', () => {
    expect(news(pricing({ per_song: '0.08' }), pricing({ per_song: '0.04' }))).toEqual([
      ['price_changed', 'pricing.per_song', '0.08', '0.04'],
    ])
    expect(news(pricing({ note: 'cheap', tiers: [1] }), pricing({ note: 'dear', tiers: [2] }))).toEqual([])
  })

  it('include the discount', () => {
    expect(news(pricing({}), pricing({ discount: 0.25 }))).toEqual([['price_changed', 'pricing.discount', null, 0.25]])
    expect(news(pricing({}), pricing({ discount: 0 }))).toEqual([])
  })
})

describe('price schedules', () => {
  const night = { utc_start: 1000, utc_end: 100, prompt: '1', completion: '2' }
  const day = { utc_start: 100, utc_end: 1000, prompt: '3', completion: '6' }
  const windows = { overrides: [night, day] }
  const flagged = (before: Record<string, unknown>, after: Record<string, unknown>): unknown[][] =>
    diffFields(before, after).map(({ field, scheduled }) => [field, scheduled])

  it('mark moves between windows as scheduled', () => {
    expect(flagged(pricing(windows), pricing({ prompt: '3', completion: '6.0', ...windows }))).toEqual([
      ['pricing.prompt', true],
      ['pricing.completion', true],
    ])
    expect(flagged(pricing({ prompt: '3', ...windows }), pricing({ prompt: '1.0', ...windows }))).toEqual([
      ['pricing.prompt', true],
    ])
  })

  it('do not cover a price outside the windows', () => {
    expect(flagged(pricing(windows), pricing({ prompt: '4', ...windows }))).toEqual([['pricing.prompt', false]])
    expect(flagged(pricing({ prompt: '4', ...windows }), pricing({ prompt: '3', ...windows }))).toEqual([
      ['pricing.prompt', false],
    ])
    expect(flagged(pricing({ image: '1', ...windows }), pricing({ image: '3', ...windows }))).toEqual([
      ['pricing.image', false],
    ])
  })

  it('do not cover moves when they change themselves', () => {
    const changed = { overrides: [night, { ...day, utc_end: 900 }] }
    expect(flagged(pricing(windows), pricing({ prompt: '3', ...changed }))).toEqual([
      ['pricing.prompt', false],
      ['pricing.overrides', false],
    ])
    expect(news(pricing(windows), pricing(changed))).toEqual([
      ['price_changed', 'pricing.overrides', windows.overrides, changed.overrides],
    ])
  })

  it('do not cover tiers by prompt size', () => {
    const tiers = {
      overrides: [
        { min_prompt_tokens: 1000, prompt: '3' },
        { min_prompt_tokens: 0, prompt: '1' },
      ],
    }
    expect(flagged(pricing(tiers), pricing({ prompt: '3', ...tiers }))).toEqual([['pricing.prompt', false]])
    const both = { overrides: [night, { ...day, min_prompt_tokens: 1000 }] }
    expect(flagged(pricing(both), pricing({ prompt: '3', ...both }))).toEqual([['pricing.prompt', false]])
  })

  it('do not cover overrides without a condition', () => {
    const always = { overrides: [{ prompt: '3' }, { prompt: '1' }] }
    expect(flagged(pricing(always), pricing({ prompt: '3', ...always }))).toEqual([['pricing.prompt', false]])
  })

  it('can depend on the day of the week', () => {
    const days = {
      overrides: [
        { utc_days: ['saturday'], prompt: '3' },
        { utc_days: ['monday'], prompt: '1' },
      ],
    }
    expect(flagged(pricing(days), pricing({ prompt: '3', ...days }))).toEqual([['pricing.prompt', true]])
  })

  it('compare without key order and as decimals', () => {
    const same = { overrides: [{ completion: '2.00', prompt: '1.0', utc_end: 100, utc_start: 1000 }, day] }
    expect(news(pricing(windows), pricing(same))).toEqual([])
    expect(news(pricing({}), pricing({ overrides: [] }))).toEqual([])
  })

  it('change with the order of entries, and when an entry loses a price', () => {
    expect(news(pricing(windows), pricing({ overrides: [day, night] }))).toHaveLength(1)
    expect(
      news(
        pricing({ overrides: [{ utc_start: 1, utc_end: 2, image: '0' }] }),
        pricing({ overrides: [{ utc_start: 1, utc_end: 2 }] }),
      ),
    ).toHaveLength(1)
  })
})

describe('limits, capabilities, names and expiry', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[]]>([
    [
      'context',
      { context_length: 8000 },
      { context_length: 16_000 },
      ['context_changed', 'context_length', 8000, 16_000],
    ],
    [
      'context that is gone',
      { context_length: 8000 },
      { context_length: null },
      ['context_changed', 'context_length', 8000, null],
    ],
    [
      "a provider's context",
      provider({}),
      provider({ context_length: 5 }),
      ['context_changed', 'top_provider.context_length', 128_000, 5],
    ],
    [
      'the longest answer',
      provider({}),
      provider({ max_completion_tokens: null }),
      ['context_changed', 'top_provider.max_completion_tokens', 16_000, null],
    ],
    [
      'inputs',
      architecture({}),
      architecture({ input_modalities: ['text'] }),
      ['capability_changed', 'architecture.input_modalities', ['text', 'image'], ['text']],
    ],
    [
      'outputs',
      architecture({}),
      architecture({ output_modalities: ['text', 'image'] }),
      ['capability_changed', 'architecture.output_modalities', ['text'], ['text', 'image']],
    ],
    [
      'a tokenizer',
      architecture({}),
      architecture({ tokenizer: 'Other' }),
      ['capability_changed', 'architecture.tokenizer', 'GPT', 'Other'],
    ],
    [
      'an instruct type',
      architecture({}),
      architecture({ instruct_type: 'chatml' }),
      ['capability_changed', 'architecture.instruct_type', null, 'chatml'],
    ],
    [
      'parameters',
      { supported_parameters: ['a'] },
      { supported_parameters: ['b', 'a'] },
      ['capability_changed', 'supported_parameters', ['a'], ['b', 'a']],
    ],
    ['voices', {}, { supported_voices: ['nova'] }, ['capability_changed', 'supported_voices', null, ['nova']]],
    [
      'that it reasons',
      {},
      { reasoning: { mandatory: true } },
      ['capability_changed', 'reasoning', null, { mandatory: true }],
    ],
    [
      'how it reasons',
      { reasoning: { default_effort: 'low' } },
      { reasoning: { default_effort: 'high' } },
      ['capability_changed', 'reasoning.default_effort', 'low', 'high'],
    ],
    [
      'a default',
      { default_parameters: null },
      { default_parameters: { top_p: 0.9 } },
      ['capability_changed', 'default_parameters.top_p', null, 0.9],
    ],
    [
      'moderation',
      provider({}),
      provider({ is_moderated: true }),
      ['capability_changed', 'top_provider.is_moderated', false, true],
    ],
    [
      'request limits',
      {},
      { per_request_limits: { prompt_tokens: 5 } },
      ['capability_changed', 'per_request_limits', null, { prompt_tokens: 5 }],
    ],
    [
      'a knowledge cutoff',
      {},
      { knowledge_cutoff: '2026-01-01' },
      ['capability_changed', 'knowledge_cutoff', null, '2026-01-01'],
    ],
    ['an end', {}, { expiration_date: '2026-09-30' }, ['deprecation_announced', 'expiration_date', null, '2026-09-30']],
    [
      'an end that is put off',
      { expiration_date: '2026-09-30' },
      { expiration_date: '2026-12-31' },
      ['deprecation_announced', 'expiration_date', '2026-09-30', '2026-12-31'],
    ],
    [
      'an end that is called off',
      { expiration_date: '2026-09-30' },
      { expiration_date: '2098-12-31' },
      ['deprecation_announced', 'expiration_date', '2026-09-30', null],
    ],
    ['a name', { name: 'One ' }, { name: 'Two' }, ['renamed', 'name', 'One', 'Two']],
    [
      'a slug',
      { canonical_slug: 'a/b-1' },
      { canonical_slug: 'a/b-2' },
      ['renamed', 'canonical_slug', 'a/b-1', 'a/b-2'],
    ],
    [
      'what an alias stands for',
      { alias_target: { slug: 'a/b' } },
      { alias_target: { slug: 'a/c' } },
      ['renamed', 'alias_target.slug', 'a/b', 'a/c'],
    ],
  ])('report %s', (_, before, after, change) => {
    expect(news(before, after)).toEqual([change])
    const [{ modelId, scheduled } = { modelId: '', scheduled: true }] = diffFields(before, after)
    expect([modelId, scheduled]).toEqual(['acme/one', false])
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['the order of parameters', { supported_parameters: ['a', 'b'] }, { supported_parameters: ['b', 'a'] }],
    ['the order of modalities', architecture({}), architecture({ input_modalities: ['image', 'text'] })],
    [
      'modalities that are now listed as well',
      architecture({ input_modalities: undefined, output_modalities: undefined }),
      architecture({}),
    ],
    ['the modality text, which repeats the lists', architecture({}), architecture({ modality: 'text->text' })],
    [
      'the order of efforts',
      { reasoning: { supported_efforts: ['high', 'low'] } },
      { reasoning: { supported_efforts: ['low', 'high'] } },
    ],
    [
      'defaults that are null, absent or empty',
      { default_parameters: null },
      { default_parameters: { temperature: null, top_k: null } },
    ],
    ['voices that are null or none', { supported_voices: null }, { supported_voices: [] }],
    ['the end of 2098, which means none', { expiration_date: null }, { expiration_date: '2098-12-31' }],
    ['the end of 2098, come to a model without any', { expiration_date: undefined }, { expiration_date: '2098-12-31' }],
    ['blanks around a name', { name: 'One' }, { name: ' One  ' }],
    ['a slug that appears', { canonical_slug: undefined }, { canonical_slug: 'a/b' }],
    ['a description', { description: 'a' }, { description: 'b' }],
    ['links', { links: { details: '/a' } }, { links: { details: '/b' } }],
    ['a date of creation', { created: 1 }, { created: 2 }],
    ['an id on Hugging Face', { hugging_face_id: '' }, { hugging_face_id: 'a/b' }],
    ['benchmarks', { benchmarks: { design_arena: [] } }, { benchmarks: { artificial_analysis: { coding_index: 5 } } }],
    ['an unknown field', { new_field: 1 }, { new_field: 2 }],
    ['an unknown field of a known object', { reasoning: { style: 1 } }, { reasoning: { style: 2 } }],
  ])('ignore %s', (_, before, after) => {
    expect(news(before, after)).toEqual([])
    expect(news(after, before)).toEqual([])
  })
})

describe('schema changes', () => {
  const without = (key: string, count = 20): Model[] => makeModels(count, { [key]: undefined })

  it('report a field gained by most models once', () => {
    const changes = diff(without('supported_parameters'), makeModels(20))
    expect(changes).toEqual([
      {
        modelId: null,
        kind: 'schema_changed',
        field: 'supported_parameters',
        before: { models: 0 },
        after: { models: 20 },
        scheduled: false,
      },
    ])
    expect(diff(makeModels(20), without('supported_parameters'))).toMatchObject([
      { kind: 'schema_changed', before: { models: 20 }, after: { models: 0 } },
    ])
  })

  it('include fields of pricing, architecture and the provider', () => {
    const before = makeModels(20, { architecture: { modality: 'text->text' }, top_provider: {}, ...pricing({}) })
    const after = makeModels(20, {
      architecture: { modality: 'text->text', input_modalities: ['text', 'file'] },
      top_provider: { context_length: 5 },
      ...pricing({ web_search: '0.5' }),
    })
    expect(diff(before, after).map(({ kind, field }) => [kind, field])).toEqual([
      ['schema_changed', 'architecture.input_modalities'],
      ['schema_changed', 'pricing.web_search'],
      ['schema_changed', 'top_provider.context_length'],
    ])
  })

  it('include unknown fields and null fields', () => {
    expect(diff(makeModels(20), makeModels(20, { new_field: null }))).toMatchObject([
      { kind: 'schema_changed', field: 'new_field', after: { models: 20 } },
    ])
  })

  it('count the models in both catalogues that have the field', () => {
    const before = [
      ...without('knowledge_cutoff', 19),
      makeModel({ id: 'acme/model-19' }),
      makeModel({ id: 'acme/gone' }),
    ]
    const after = [...makeModels(20), makeModel({ id: 'acme/new' })]
    expect(diff(before, after).find(({ kind }) => kind === 'schema_changed')).toMatchObject({
      before: { models: 1 },
      after: { models: 20 },
    })
  })

  it('require more than half of the models', () => {
    const before = without('reasoning')
    const after = (count: number): Model[] =>
      before.map((model, at) => (at < count ? { ...model, reasoning: { mandatory: true } } : model))
    expect(diff(before, after(11)).map(({ kind }) => kind)).toEqual(['schema_changed'])
    expect(diff(before, after(10)).map(({ kind }) => kind)).toEqual(Array(10).fill('capability_changed'))
  })

  it('require at least ten models', () => {
    expect(
      diff(without('supported_voices', 9), makeModels(9, { supported_voices: ['nova'] })).map(({ kind }) => kind),
    ).toEqual(Array(9).fill('capability_changed'))
    expect(
      diff(without('supported_voices', 10), makeModels(10, { supported_voices: ['nova'] })).map(({ kind }) => kind),
    ).toEqual(['schema_changed'])
  })

  it('do not hide changes of models that keep the field', () => {
    const had = makeModel({ id: 'acme/had', ...pricing({ web_search: '0.1' }) })
    const before = [...makeModels(20, pricing({})), had]
    const after = [
      ...makeModels(20, pricing({ web_search: '0.5' })),
      makeModel({ id: 'acme/had', ...pricing({ web_search: '0.2' }) }),
    ]
    expect(diff(before, after).map(({ kind, modelId }) => [kind, modelId])).toEqual([
      ['schema_changed', null],
      ['price_changed', 'acme/had'],
    ])
  })

  it('do not hide other changes of the same models', () => {
    const after = makeModels(20, { context_length: 5 })
    expect(diff(without('supported_parameters'), after).filter(({ kind }) => kind === 'context_changed')).toHaveLength(
      20,
    )
  })

  it('report a gained object once, without its fields', () => {
    expect(diff(without('architecture'), makeModels(20)).map(({ field }) => field)).toEqual(['architecture'])
    expect(diff(without('pricing'), makeModels(20)).map(({ field }) => field)).toEqual(['pricing'])
    expect(diff(makeModels(20), without('top_provider')).map(({ field }) => field)).toEqual(['top_provider'])
  })

  it('ignore benchmarks', () => {
    expect(diff(makeModels(20), makeModels(20, { benchmarks: { design_arena: [] } }))).toEqual([])
  })
})

describe('diffCatalogues', () => {
  const catalogue = fc.uniqueArray(arbitraryModel(fc.constantFrom('a/a', 'a/b', 'a/c', '~a/d', 'a/e:free')), {
    selector: ({ id }) => id,
    maxLength: 5,
  })

  it('finds no changes between equal catalogues, whatever the key order', () => {
    fc.assert(
      fc.property(catalogue, (models) => {
        expect(diff(models, structuredClone(models).map(reverseKeys))).toEqual([])
      }),
    )
  })

  it('never throws, and reports each field once with different JSON values', () => {
    fc.assert(
      fc.property(catalogue, catalogue, fc.boolean(), (before, after, seen) => {
        const changes = diff(before, after, () => seen)
        const keys = changes.map(({ modelId, field }) => `${modelId} ${field}`)
        expect(new Set(keys).size).toBe(keys.length)
        for (const change of changes) {
          expect(changeKindSchema.safeParse(change.kind).success).toBe(true)
          expect(JSON.parse(JSON.stringify(change))).toEqual(change)
          expect(change.before).not.toEqual(change.after)
        }
      }),
    )
  })

  it('is symmetric', () => {
    fc.assert(
      fc.property(catalogue, catalogue, (before, after) => {
        const there = diff(before, after).map(({ modelId, field, before: a, after: b }) => [modelId, field, a, b])
        const back = diff(after, before).map(({ modelId, field, before: a, after: b }) => [modelId, field, b, a])
        expect(new Set(back.map((change) => JSON.stringify(change)))).toEqual(
          new Set(there.map((change) => JSON.stringify(change))),
        )
      }),
    )
  })
})
