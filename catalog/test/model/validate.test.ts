import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalise } from '../../src/model/canonical.js'
import type { Model } from '../../src/model/model.js'
import {
  type RejectedModel,
  type CatalogueValidationInput,
  type CatalogueValidation,
  validateCatalogue,
} from '../../src/model/validate-catalogue.js'
import { arbitraryModel, reverseKeys } from '../helpers/arbitrary-model.js'
import { byId, makeModel, makeModels } from '../helpers/make-model.js'

const KNOWN = makeModels(40)

function check(items: readonly unknown[], options: Partial<CatalogueValidationInput> = {}): CatalogueValidation {
  return validateCatalogue({ items, baseline: byId(KNOWN), maxShrinkPercent: 20, ...options })
}

function accepted(
  items: readonly unknown[],
  options: Partial<CatalogueValidationInput> = {},
): Extract<CatalogueValidation, { verdict: 'accepted' }> {
  const validation = check(items, options)
  if (validation.verdict !== 'accepted') throw new Error(`${validation.reason}: ${validation.detail}`)
  return validation
}

/** The known models, with the one at `index` replaced. */
function withItem(index: number, item: unknown): unknown[] {
  return KNOWN.map((model, at) => (at === index ? item : model))
}

/** The rejection of one broken model among forty valid ones. */
function rejection(item: unknown): RejectedModel {
  const [first, ...others] = accepted(withItem(3, item)).rejected
  if (first === undefined || others.length > 0) throw new Error('not one rejection')
  return first
}

function broken(fields: Record<string, unknown>): Model {
  return makeModel({ id: 'acme/model-3', ...fields })
}

describe('a list that grew', () => {
  const grown = (count: number): unknown[] => [...KNOWN, ...makeModels(40 + count).slice(40)]

  it.each([
    [100, 40, 'accepted'],
    [100, 41, 'quarantined'],
    [0, 10, 'accepted'], // so few are never suspicious
    [0, 11, 'quarantined'],
    [1_000_000, 2_000, 'accepted'],
  ])('with a limit of %d %% and %d models more is %s', (maxGrowthPercent, count, verdict) => {
    expect(check(grown(count), { maxGrowthPercent }).verdict).toBe(verdict)
  })

  it('is accepted if it is approved, or if there is no baseline', () => {
    expect(check(grown(100), { maxGrowthPercent: 100, approved: true }).verdict).toBe('accepted')
    expect(check(grown(100), { maxGrowthPercent: 100, baseline: new Map() }).verdict).toBe('accepted')
  })

  it('is quarantined with its numbers', () => {
    expect(check(grown(100), { maxGrowthPercent: 100 })).toMatchObject({
      reason: 'grown',
      detail: '100 models were added to 40; more than 100 % need approval',
    })
  })
})

describe('a valid list', () => {
  it('is accepted in canonical form and upstream order', () => {
    const items = KNOWN.toReversed().map((model) => reverseKeys({ ...model, a_field: [1.5, { a: 1, z: null }] }))
    const { catalogue, rejected, lost } = accepted(items)
    expect(catalogue).toStrictEqual(items)
    expect(catalogue.map((model) => JSON.stringify(model))).toEqual(
      items.map((item) => JSON.stringify(canonicalise(item))),
    )
    expect([rejected, lost]).toEqual([[], []])
  })

  it('is accepted without a baseline', () => {
    expect(accepted(KNOWN, { baseline: new Map() }).catalogue).toStrictEqual(KNOWN)
  })

  it('may add and remove models', () => {
    const items = [makeModel({ id: 'acme/new' }), ...KNOWN.slice(2)]
    const { catalogue, lost } = accepted(items)
    expect(catalogue).toStrictEqual(items)
    expect(lost).toEqual(['acme/model-0', 'acme/model-1'])
  })

  it('keeps the content of any valid models', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(arbitraryModel(), { selector: (model) => model.id, minLength: 1, maxLength: 8 }),
        (items) => {
          expect(accepted(items, { baseline: new Map() }).catalogue).toStrictEqual(items)
        },
      ),
    )
  })
})

describe('a broken model', () => {
  it('keeps its last good version at its upstream position while the others update', () => {
    const items = KNOWN.toReversed().map((model) => ({
      ...model,
      context_length: model.id === 'acme/model-3' ? -5 : 7,
    }))
    const { catalogue, rejected, lost } = accepted(items)
    expect(catalogue.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
    expect(catalogue.map((model) => model.context_length)).toEqual(
      items.map(({ id }) => (id === 'acme/model-3' ? 128_000 : 7)),
    )
    expect(rejected).toEqual([
      {
        index: 36,
        id: 'acme/model-3',
        reason: 'context_length: Too small: expected number to be >=0',
        item: items[36],
      },
    ])
    expect(lost).toEqual([])
  })

  it('is omitted if it has no last good version', () => {
    const { catalogue } = accepted([...KNOWN, makeModel({ id: 'acme/new', name: 5 })])
    expect(catalogue).toStrictEqual(KNOWN)
  })

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a price that is a number',
      { pricing: { prompt: 0.5, completion: '0' } },
      /^pricing\.prompt: expected string, received number$/,
    ],
    ['a price that is no decimal', { pricing: { prompt: '1e-6' } }, /^pricing\.prompt: expected a decimal string/],
    [
      'a price in a window',
      { pricing: { overrides: [{}, { prompt: 'free' }] } },
      /^pricing\.overrides\.1\.prompt: expected a decimal string/,
    ],
    ['no name', { name: undefined }, /^name: expected string, received undefined$/],
    ['NUL in text', { description: 'a\u0000b' }, /^description: contains a NUL character$/],
    ['NUL in an unknown field', { extra: { deep: ['\u0000'] } }, /^extra\.deep\.0: contains a NUL character$/],
    ['NUL in a key', { extra: { 'a\u0000': 1 } }, /^extra\."a\\u0000": is a key that contains a NUL character$/],
    ['a lone high surrogate', { description: 'half \ud83d of it' }, /^description: contains a lone surrogate$/],
    ['a lone low surrogate', { name: '\ude00' }, /^name: contains a lone/],
    ['a lone surrogate in a key', { '\udead': 1 }, /is a key that contains a lone/],
    ['an infinite number', { extra: JSON.parse('[1e999]') as unknown }, /^extra\.0: is a number out of range$/],
    [
      'a key __proto__',
      JSON.parse('{"extra":{"__proto__":{"admin":true}}}') as Record<string, unknown>,
      /^extra\.__proto__: is a forbidden key$/,
    ],
    ['a key constructor', { constructor: 1 }, /^constructor: is a forbidden key$/],
    ['a key prototype', { extra: [{ prototype: 1 }] }, /^extra\.0\.prototype: is a forbidden key$/],
    [
      'deep nesting',
      { extra: JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown },
      /^extra(\.0){31}: is nested deeper than 32 levels$/,
    ],
  ])('with %s is rejected with a reason that names the field', (_, fields, reason) => {
    const { id, reason: given } = rejection(broken(fields))
    expect(id).toBe('acme/model-3')
    expect(given).toMatch(reason)
  })

  it.each([null, { prompt: '0.1', web_search: null }, { overrides: null }, { overrides: [{ completion: null }] }])(
    'is not one with a price that is null, which is absent: %j',
    (pricing) => {
      const item = broken({ pricing })
      expect(accepted(withItem(3, item))).toMatchObject({ rejected: [], catalogue: { 3: { pricing } } })
    },
  )

  it('is not one that has an emoji or 32 levels', () => {
    const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
    const items = withItem(3, broken({ name: '😀 one', extra: nested(31) }))
    expect(accepted(items).catalogue).toStrictEqual(items)
    expect(rejection(broken({ extra: nested(32) })).reason).toContain('nested')
  })

  it.each([null, 5, 'acme/model-3', [], {}, { id: 5 }, { id: 'no slash' }, { id: 'acme/model-3\u0000' }])(
    'has no id if it is %j',
    (item) => {
      expect(rejection(item).id).toBeNull()
    },
  )

  it('is described in short printable text for any path', () => {
    const deep = Array.from({ length: 25 }).reduce<unknown>(
      (inner, _, level) => ({ [`${'x'.repeat(level)}😀${'😀'.repeat(40)}`]: inner }),
      '\u0000',
    )
    const { reason } = rejection(broken({ deep }))
    expect(reason).toHaveLength(200)
    expect(reason).not.toMatch(/\p{Cc}|\p{Surrogate}|😀/u)
  })

  it('is described in short printable text for any content', () => {
    const poison = fc.oneof(
      fc.anything({ withBigInt: true, withSparseArray: true }),
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('\u0000')),
    )
    fc.assert(
      fc.property(poison, (extra) => {
        const item = { ...broken({ name: 5 }), ['😀'.repeat(9)]: extra }
        const { reason } = rejection(item)
        expect(reason.length).toBeLessThanOrEqual(200)
        expect(reason).not.toMatch(/\p{Cc}|\p{Surrogate}/u)
      }),
    )
  })
})

describe('duplicate ids', () => {
  const [first = makeModel(), ...rest] = KNOWN

  it('keep the first of identical items', () => {
    const fresh = { ...first, context_length: 9 }
    const { catalogue, rejected } = accepted([fresh, ...rest, reverseKeys(fresh)])
    expect(catalogue).toStrictEqual([fresh, ...rest])
    expect(rejected).toMatchObject([{ index: 40, id: 'acme/model-0', reason: 'id: duplicate with the same content' }])
  })

  it('keep the last good version at the first position if the items differ', () => {
    const { catalogue, rejected } = accepted([
      ...rest,
      { ...first, context_length: 1 },
      { ...first, context_length: 2 },
    ])
    expect(catalogue).toStrictEqual([...rest, first])
    expect(rejected.map(({ index, id }) => [index, id])).toEqual([
      [39, 'acme/model-0'],
      [40, 'acme/model-0'],
    ])
    expect(rejected[0]?.reason).toBe('id: occurs 2 times with different content')
  })

  it('are all omitted if the items differ and there is no baseline', () => {
    const items = [...rest, { ...first, created: 1 }, { ...first, created: 2 }]
    expect(accepted(items, { baseline: new Map() }).catalogue).toStrictEqual(rest)
  })

  it('reject a valid item if the other one is broken', () => {
    const { catalogue, rejected } = accepted([{ ...first, context_length: 1 }, ...rest, { ...first, name: 5 }])
    expect(catalogue).toStrictEqual(KNOWN)
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'id: occurs 2 times with different content',
      'name: expected string, received number',
    ])
  })
})

describe('an item with an unreadable id', () => {
  it('keeps all missing models at the end of the list, since it could be any of them', () => {
    const { catalogue, lost } = accepted([...KNOWN.slice(2), { id: 17 }])
    expect(catalogue).toStrictEqual([...KNOWN.slice(2), ...KNOWN.slice(0, 2)])
    expect(lost).toEqual([])
  })

  it('is required to keep missing models: a broken item with a readable id keeps only itself', () => {
    expect(accepted([...KNOWN.slice(1, 39), broken({ id: 'acme/model-39', name: 5 })]).lost).toEqual(['acme/model-0'])
  })
})

describe('quarantine', () => {
  it('rejects a list with more than 5 % broken models, but not exactly 5 %', () => {
    const spoil = (count: number): unknown[] =>
      KNOWN.map((model, at) => (at < count ? { ...model, name: null } : model))
    expect(accepted(spoil(2)).rejected).toHaveLength(2)
    expect(check(spoil(3))).toMatchObject({
      verdict: 'quarantined',
      reason: 'too_many_broken',
      detail: expect.stringContaining('3 of 40') as string,
    })
    expect(check(spoil(3), { acceptShrink: true })).toMatchObject({ reason: 'too_many_broken' })
  })

  it('rejects a list full of duplicates', () => {
    expect(check([...KNOWN, ...KNOWN])).toMatchObject({ verdict: 'quarantined', reason: 'too_many_broken' })
  })

  it('rejects a list of broken models only', () => {
    const validation = check([null, 5, {}])
    expect(validation).toMatchObject({ verdict: 'quarantined', reason: 'too_many_broken', lost: [] })
    expect(validation.rejected).toHaveLength(3)
  })

  it('rejects an empty list even if a loss is approved', () => {
    expect(check([])).toMatchObject({ verdict: 'quarantined', reason: 'empty', rejected: [] })
    expect(check([], { acceptShrink: true, baseline: new Map() })).toMatchObject({ reason: 'empty' })
  })

  it('rejects a loss above the limit, but not exactly at the limit', () => {
    expect(accepted(KNOWN.slice(8)).lost).toHaveLength(8)
    const validation = check(KNOWN.slice(9))
    expect(validation).toMatchObject({
      verdict: 'quarantined',
      reason: 'shrunk',
      detail: expect.stringContaining('9 of 40') as string,
    })
    expect(validation.lost).toEqual(KNOWN.slice(0, 9).map(({ id }) => id))
  })

  it('does not offset lost models with new ones', () => {
    const fresh = makeModels(20).map((model, index) => ({ ...model, id: `other/model-${index}` }))
    expect(check([...KNOWN.slice(20), ...fresh])).toMatchObject({ reason: 'shrunk' })
  })

  it('compares with the limit exactly, without float errors', () => {
    const hundred = makeModels(100)
    for (const limit of [7, 14, 28, 29, 55, 57]) {
      const items = hundred.slice(limit)
      expect(check(items, { baseline: byId(hundred), maxShrinkPercent: limit }).verdict).toBe('accepted')
      expect(check(items.slice(1), { baseline: byId(hundred), maxShrinkPercent: limit }).verdict).toBe('quarantined')
    }
  })

  it('accepts any loss that is approved', () => {
    const { catalogue, lost } = accepted(KNOWN.slice(39), { acceptShrink: true })
    expect(catalogue).toStrictEqual(KNOWN.slice(39))
    expect(lost).toHaveLength(39)
  })

  it('does not count broken models as lost', () => {
    const items = KNOWN.slice(8).map((model, at) => (at === 0 ? { ...model, name: 5 } : model))
    expect(accepted(items).lost).toHaveLength(8)
  })
})

describe('validateCatalogue', () => {
  it('never throws, never loses a model silently, and lists each id once for any input', () => {
    const item = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...KNOWN) },
      { weight: 2, arbitrary: fc.constantFrom(...KNOWN).map((model) => ({ ...model, context_length: 1 })) },
      { weight: 1, arbitrary: fc.constantFrom(...KNOWN).map((model) => ({ ...model, name: 1 })) },
      { weight: 1, arbitrary: fc.anything() },
    )
    const goodList = fc
      .array(item, { maxLength: 3 })
      .map((extra) => [...KNOWN.map((model) => ({ ...model, created: 1 })), ...extra])
    fc.assert(
      fc.property(fc.oneof(goodList, fc.array(item, { maxLength: 12 })), fc.boolean(), (items, acceptShrink) => {
        const validation = check(items, { acceptShrink })
        if (validation.verdict === 'quarantined') return
        const ids = validation.catalogue.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect([...ids, ...validation.lost]).toEqual(expect.arrayContaining(KNOWN.map(({ id }) => id)))
        expect(validation.lost.filter((id) => ids.includes(id))).toEqual([])
      }),
    )
  })
})
