import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalise, joinFacets } from '../../src/model/canonical.js'
import type { Model } from '../../src/model/model.js'
import { arbitraryModel, shuffleKeys } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'

const canonicalJson = (model: Model): string => JSON.stringify(canonicalise(model))

const shuffled = fc
  .tuple(arbitraryModel(), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([model, ranks]) => ({
    model,
    other: shuffleKeys(model, () => ranks.next().value ?? 0),
  }))

describe('canonicalise', () => {
  it('orders known keys by the schema and unknown keys by name, at every level', () => {
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

  it('orders the keys of objects in lists and keeps the order of lists', () => {
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

  it('sorts unknown keys by code unit, independent of the locale', () => {
    const json = canonicalJson({ id: 'a/b', name: 'n', é: 1, z: 2, Z: 3, '\uFF5E': 4, '😀': 5 })
    expect(Object.keys(JSON.parse(json) as object)).toEqual(['id', 'name', 'Z', 'z', 'é', '😀', '\uFF5E'])
  })

  it('keeps all content', () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        expect(canonicalise(model)).toStrictEqual(model)
      }),
    )
  })

  it('does not modify its argument', () => {
    const model = Object.freeze(makeModel({ zeta: 1, created: 5 }))
    const before = JSON.stringify(model)
    canonicalise(model)
    expect(JSON.stringify(model)).toBe(before)
  })

  it('is idempotent', () => {
    fc.assert(fc.property(arbitraryModel(), (model) => canonicalJson(canonicalise(model)) === canonicalJson(model)))
  })

  it('returns equal bytes for any key order', () => {
    fc.assert(fc.property(shuffled, ({ model, other }) => canonicalJson(other) === canonicalJson(model)))
  })

  it('returns equal bytes after a JSON round trip', () => {
    fc.assert(
      fc.property(
        arbitraryModel(),
        (model) => canonicalJson(JSON.parse(canonicalJson(model)) as Model) === canonicalJson(model),
      ),
    )
  })

  it('copies the key __proto__ as an own key', () => {
    const model = JSON.parse('{"id":"a/b","name":"n","__proto__":{"polluted":true}}') as Model
    const copy = canonicalise(model)
    expect(Object.keys(copy)).toContain('__proto__')
    expect((copy as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('joinFacets', () => {
  it('restores the canonical model, whatever jsonb did to the keys of its facets', () => {
    fc.assert(
      fc.property(arbitraryModel(), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (model, ranks) => {
        const random = (): number => ranks.next().value ?? 0
        const { benchmarks, ...rest } = model
        const shuffledBenchmarks = benchmarks === undefined ? null : shuffleKeys(benchmarks, random)
        expect(JSON.stringify(joinFacets(shuffleKeys(rest, random), shuffledBenchmarks))).toBe(canonicalJson(model))
      }),
    )
  })
})
