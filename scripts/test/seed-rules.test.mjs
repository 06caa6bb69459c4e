import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTarEntry } from '../seed/package.mjs'
import { perToken, serialiseSeed, toSeedModels } from '../seed/rules.mjs'

const entry = (id, fields = {}) => ({
  type: 'chat',
  id,
  name: `Name of ${id}`,
  input: ['text'],
  cost: { input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: 0 },
  contextWindow: 400_000,
  maxTokens: 128_000,
  ...fields,
})
const seedOf = (...entries) => toSeedModels({ api: Object.fromEntries(entries.map((e) => [`${e.type}:${e.id}`, e])) })
const price = (input, output, cacheRead = 0, cacheWrite = 0) => ({
  cost: { input, output, cacheRead, cacheWrite },
})

describe('perToken', () => {
  it.each([
    [0.1, '0.0000001'],
    [0.3, '0.0000003'],
    [0.00336, '0.00000000336'],
    [1e-7, '0.0000000000001'],
    [2.5, '0.0000025'],
    [1_000_000, '1'],
    [12_345_678.9, '12.3456789'],
    [1e21, '1000000000000000'],
    [0, '0'],
  ])('%d USD per million tokens is exactly %s a token', (usdPerMillion, expected) => {
    expect(perToken(usdPerMillion)).toBe(expected)
  })
  it('rejects anything that is not a price', () => {
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => perToken(bad)).toThrow(RangeError)
  })
  it('keeps every digit of any number', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 0, max: 6 }), (digits, places) => {
        const usdPerMillion = Number(digits) / 10 ** places
        const [whole, fraction = ''] = perToken(usdPerMillion).split('.')
        return BigInt(`${whole}${fraction.padEnd(12, '0')}`) === digits * 10n ** BigInt(6 - places)
      }),
    )
  })
})

describe('the entries of the seed', () => {
  it('are chat entries with an author in the id, without duplicates, sorted by id', () => {
    const source = {
      a: { 'chat:b/two': entry('b/two'), 'chat:auto': entry('auto') },
      b: {
        'chat:b/two': entry('b/two', { name: 'again' }),
        'chat:a/one': entry('a/one'),
        'image:c/x': { ...entry('c/x'), type: 'image', output: ['image'] },
        'classifier:d/x': { ...entry('d/x'), type: 'classifier' },
      },
    }
    expect(toSeedModels(source).map((model) => [model.id, model['name']])).toEqual([
      ['a/one', 'Name of a/one'],
      ['b/two', 'Name of b/two'],
    ])
  })
})

describe('the facts of the seed', () => {
  it("have the shape of OpenRouter's models", () => {
    expect(seedOf(entry('a/one', { input: ['text', 'image'] }))).toEqual([
      {
        id: 'a/one',
        name: 'Name of a/one',
        context_length: 400_000,
        architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
        pricing: { prompt: '0.00000125', completion: '0.00001', input_cache_read: '0.000000125' },
        top_provider: { max_completion_tokens: 128_000 },
      },
    ])
  })
  it('include a price of zero only for models known to be free', () => {
    const seed = seedOf(
      entry('a/one:free', price(0, 0)),
      entry('openrouter/free', price(0, 0)),
      entry('openrouter/auto', price(0, 0)),
      entry('b/half', price(0, 3)),
      entry('b/other', price(3, 0)),
      entry('c/odd:free', price(0, 1)),
    )
    expect(Object.fromEntries(seed.map((model) => [model.id, model['pricing']]))).toEqual({
      'a/one:free': { prompt: '0', completion: '0' },
      'openrouter/free': { prompt: '0', completion: '0' },
      'openrouter/auto': undefined,
      'b/half': undefined,
      'b/other': undefined,
      'c/odd:free': undefined,
    })
    expect(seed.find((model) => model.id === 'openrouter/auto')).not.toHaveProperty('pricing')
  })
  it('exclude an output limit that the source estimated from the context', () => {
    const seed = seedOf(
      entry('a/nine', { contextWindow: 1_048_576, maxTokens: 943_718 }),
      entry('b/eight', { contextWindow: 131_072, maxTokens: 104_857 }),
    )
    for (const model of seed) expect(model).not.toHaveProperty('top_provider')
  })
  it('take the output modalities from the image entry with the same id', () => {
    const image = { ...entry('a/draws'), type: 'image', output: ['image', 'text'] }
    expect(seedOf(entry('a/draws'), image)[0]?.['architecture']).toEqual({
      input_modalities: ['text'],
      output_modalities: ['image', 'text'],
    })
  })
})

describe('the seed file', () => {
  it('has one line a model and parses back to the same value', () => {
    const seed = {
      origin: { package: 'p' },
      as_of: '2026-01-01T00:00:00Z',
      data: seedOf(entry('a/one'), entry('b/two')),
    }
    const text = serialiseSeed(seed)
    expect(JSON.parse(text)).toEqual(seed)
    expect(text.split('\n').filter((line) => line.includes('"id"'))).toHaveLength(2)
  })
  it('is read from the package by its path', () => {
    const header = (name, size) => {
      const block = Buffer.alloc(512)
      block.write(name, 0)
      block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
      return block
    }
    const tarball = Buffer.concat([
      header('package/a', 513),
      Buffer.alloc(1024, 'a'),
      header('package/b', 3),
      Buffer.from('yes'.padEnd(512, '\0')),
    ])
    expect(readTarEntry(tarball, 'package/b').toString()).toBe('yes')
    expect(() => readTarEntry(tarball, 'package/c')).toThrow(/no file package\/c/)
  })
})
