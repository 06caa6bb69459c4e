import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalise, canonicalJson, joinFacets, splitFacets } from '../../src/model/canonical.js'
import type { Model } from '../../src/model/model.js'
import { arbitraryModel, shuffleKeys } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'

const shuffled = fc
  .tuple(arbitraryModel(), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([model, ranks]) => ({
    model,
    other: shuffleKeys(model, () => ranks.next().value ?? 0),
  }))

describe('canonicalise', () => {
  it("puts the schema's keys first, in its order, and the rest by name, at every level", () => {
    const model = {
      zeta: 1,
      name: 'One',
      alpha: 2,
      pricing: { zeta: '1', completion: '2', alpha: 0, prompt: '1' },
      id: 'acme/one',
      Beta: 3,
    }
    expect(canonicalJson(model)).toBe(
      '{"id":"acme/one","name":"One","pricing":{"prompt":"1","completion":"2","alpha":0,"zeta":"1"},"Beta":3,"alpha":2,"zeta":1}',
    )
  })

  it('orders the objects inside lists as well, and leaves the lists in their order', () => {
    const model = makeModel({
      pricing: {
        overrides: [
          { prompt: '2', utc_start: 400 },
          { prompt: '1', utc_start: 100 },
        ],
      },
      supported_parameters: ['tools', 'max_tokens'],
      unknown: [{ b: 1, a: 2 }, 3, 1],
    })
    const json = canonicalJson(model)
    expect(json).toContain('[{"utc_start":400,"prompt":"2"},{"utc_start":100,"prompt":"1"}]')
    expect(json).toContain('["tools","max_tokens"]')
    expect(json).toContain('[{"a":2,"b":1},3,1]')
  })

  it('sorts by code unit, as no locale does', () => {
    const json = canonicalJson({ id: 'a/b', name: 'n', é: 1, z: 2, Z: 3, '\uFF5E': 4, '😀': 5 })
    expect(Object.keys(JSON.parse(json) as object)).toEqual(['id', 'name', 'Z', 'z', 'é', '😀', '\uFF5E'])
  })

  it('changes no content', () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        expect(canonicalise(model)).toStrictEqual(model)
      }),
    )
  })

  it('does not touch the model that it was given', () => {
    const model = Object.freeze(makeModel({ zeta: 1, created: 5 }))
    const before = JSON.stringify(model)
    canonicalise(model)
    expect(JSON.stringify(model)).toBe(before)
  })

  it('gives the same bytes the second time', () => {
    fc.assert(fc.property(arbitraryModel(), (model) => canonicalJson(canonicalise(model)) === canonicalJson(model)))
  })

  it('gives the same bytes whatever order the keys came in, as from jsonb', () => {
    fc.assert(fc.property(shuffled, ({ model, other }) => canonicalJson(other) === canonicalJson(model)))
  })

  it('gives the same bytes after a trip through JSON', () => {
    fc.assert(
      fc.property(
        arbitraryModel(),
        (model) => canonicalJson(JSON.parse(canonicalJson(model)) as Model) === canonicalJson(model),
      ),
    )
  })

  it('copies a key named __proto__ as a key, and never as a prototype', () => {
    const model = JSON.parse('{"id":"a/b","name":"n","__proto__":{"polluted":true}}') as Model
    const copy = canonicalise(model)
    expect(Object.keys(copy)).toContain('__proto__')
    expect((copy as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('facets', () => {
  it('keep benchmarks apart from the model', () => {
    const { model, benchmarks } = splitFacets(
      makeModel({ benchmarks: { artificial_analysis: { coding_index: 5, intelligence_index: 7 } } }),
    )
    expect(model).not.toContain('benchmarks')
    expect(benchmarks).toBe('{"artificial_analysis":{"intelligence_index":7,"coding_index":5}}')
  })

  it('leave the model facet as it was when benchmarks alone change', () => {
    const before = splitFacets(makeModel({ benchmarks: { design_arena: [] } }))
    const after = splitFacets(makeModel({ benchmarks: { design_arena: [{ elo: 1 }] } }))
    expect(after.model).toBe(before.model)
    expect(after.benchmarks).not.toBe(before.benchmarks)
  })

  it('have no benchmarks where there are none', () => {
    expect(splitFacets(makeModel()).benchmarks).toBeNull()
  })

  it('join to the model that was split, in canonical order, whatever jsonb did to their keys', () => {
    fc.assert(
      fc.property(arbitraryModel(), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (model, ranks) => {
        const random = (): number => ranks.next().value ?? 0
        const parts = splitFacets(model)
        const body = shuffleKeys(JSON.parse(parts.model) as Record<string, unknown>, random)
        const benchmarks: unknown = parts.benchmarks === null ? null : shuffleKeys(JSON.parse(parts.benchmarks), random)
        expect(JSON.stringify(joinFacets(body, benchmarks))).toBe(canonicalJson(model))
      }),
    )
  })
})
