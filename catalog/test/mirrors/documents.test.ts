import { describe, expect, it } from 'vitest'
import { joinLiteLlm, splitLiteLlm } from '../../src/mirrors/litellm.js'
import { joinModelsDev, splitModelsDev } from '../../src/mirrors/models-dev.js'

const modelsDev = {
  zeta: {
    id: 'zeta',
    env: ['ZETA_KEY'],
    models: {
      'b/two:free': { id: 'b/two:free', name: 'Two', cost: { input: 1e-7 } },
      a: { id: 'a', name: 'A', x: null },
    },
    name: 'Zeta',
  },
  alpha: { id: 'alpha', name: 'Alpha', models: {} },
}

describe("models.dev's document", () => {
  it('is split into providers and models, and put together as it was', () => {
    const entries = splitModelsDev(modelsDev)
    expect(entries.map(({ key }) => key)).toEqual(['zeta', 'zeta/b/two:free', 'zeta/a', 'alpha'])
    expect(JSON.stringify(joinModelsDev(entries))).toBe(JSON.stringify(modelsDev))
  })

  it('keeps a provider as it is when its models change', () => {
    const without = { ...modelsDev, zeta: { ...modelsDev.zeta, models: {} } }
    expect(splitModelsDev(without)[0]).toEqual(splitModelsDev(modelsDev)[0])
  })

  it.each([
    ['a list', [], 'the document: '],
    ['a provider without models', { a: { id: 'a', name: 'A' } }, 'a.models: '],
    ['a model without a name', { a: { id: 'a', name: 'A', models: { m: { id: 'm' } } } }, 'a.models.m.name: '],
    ['a provider with a slash', { 'a/b': { id: 'a', name: 'A', models: {} } }, 'a/b: '],
    ['null', null, 'the document: '],
  ])('is refused, with the place, when it is %s', (_what, document, place) => {
    expect(() => splitModelsDev(document)).toThrow(place)
  })
})

describe("LiteLLM's price map", () => {
  it('is split into its entries, and put together as it was', () => {
    const map = { sample_spec: { mode: 'one of' }, 'openrouter/a/b': { input_cost_per_token: 1e-7 }, gpt: {} }
    const entries = splitLiteLlm(map)
    expect(entries.map(({ key }) => key)).toEqual(Object.keys(map))
    expect(JSON.stringify(joinLiteLlm(entries))).toBe(JSON.stringify(map))
  })

  it.each([
    ['a list', [1], 'the document: '],
    ['an entry that is a number', { a: 1 }, 'a: '],
  ])('is refused, with the place, when it is %s', (_what, document, place) => {
    expect(() => splitLiteLlm(document)).toThrow(place)
  })
})
