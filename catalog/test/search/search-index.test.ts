import { beforeEach, describe, expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { createSearchIndex } from '../../src/search/search-index.js'
import { makeModel } from '../helpers/make-model.js'
import { ALL_MODALITIES, FULL_LIST, hasRealCaptures, noRealCaptures, readCapture } from '../helpers/real-captures.js'
import { ALL_SEARCHES, type Expectation, INVENTED_SEARCHES, TEXT_SEARCHES } from './expectations.js'
import { inventedModels } from './models.js'

/** A function that searches these models and returns ids. */
function searching(models: readonly Model[]): (q: string) => string[] {
  const index = createSearchIndex(models)
  return (q) => index.search(q).map((position) => models[position]?.id ?? `no model at ${position}`)
}

function expectSearch(
  found: readonly string[],
  { first = [], oneOf, has = [], without = [], none }: Expectation,
): void {
  expect(found.slice(0, first.length)).toEqual(first)
  expect(oneOf ?? [found[0]]).toContain(found[0])
  expect(found).toEqual(expect.arrayContaining([...has]))
  expect(found.filter((id) => without.includes(id))).toEqual([])
  expect(none === true ? found : []).toEqual([])
}

const models = (...ids: string[]) =>
  ids.map((id) => makeModel({ id, name: id.slice(id.indexOf('/') + 1), description: '' }))

describe('search over the invented models', () => {
  const search = searching(inventedModels())

  it.each(INVENTED_SEARCHES)('$q', (expectation) => expectSearch(search(expectation.q), expectation))
})

const captures = hasRealCaptures()

// Reads ../shared/data beside the repository.
describe.each([
  { capture: FULL_LIST, searches: TEXT_SEARCHES },
  { capture: ALL_MODALITIES, searches: ALL_SEARCHES },
])('search over $capture', ({ capture, searches }) => {
  beforeEach((context) => context.skip(!captures, noRealCaptures))
  const catalogue = captures ? (JSON.parse(readCapture(capture)) as { data: Model[] }).data : []
  const search = searching(catalogue)

  it.each(searches)('$q', (expectation) => expectSearch(search(expectation.q), expectation))

  it('finds every model first by its id', () => {
    expect(catalogue.filter(({ id }) => search(id)[0] !== id).map(({ id }) => id)).toEqual([])
  })

  it('finds every model first by its name', () => {
    const names = new Map(catalogue.map(({ id, name }) => [id, name.trim()]))
    expect([...names.values()].filter((name) => names.get(search(name)[0] ?? '') !== name)).toEqual([])
  })
})

describe('a search', () => {
  it.each(['', '  ', '\t\n'])('blank (%j) returns all models in upstream order', (q) => {
    const given = inventedModels()
    expect(createSearchIndex(given).search(q)).toEqual(given.map((_, position) => position))
  })

  it.each(['😀', '!!!', '?', '"', '--', '…', '👩‍💻 !'])('without letters or digits (%j) finds none', (q) => {
    expect(createSearchIndex([...inventedModels(), makeModel({ name: '😀 !!!' })]).search(q)).toEqual([])
  })

  it('over no models finds none', () => {
    expect(createSearchIndex([]).search('gpt')).toEqual([])
    expect(createSearchIndex([]).search('')).toEqual([])
  })

  it('ranks newer models first among equal matches, and unknown dates last', () => {
    const old = makeModel({ id: 'a/lark-1', created: 100 })
    const dateless = makeModel({ id: 'a/lark-2', created: undefined })
    const young = makeModel({ id: 'a/lark-3', created: 200 })
    expect(createSearchIndex([old, dateless, young]).search('lark')).toEqual([2, 0, 1])
  })

  it('keeps the upstream order of models with equal dates', () => {
    expect(searching(models('a/lark-7', 'a/lark-2', 'a/lark-5'))('lark')).toEqual(['a/lark-7', 'a/lark-2', 'a/lark-5'])
  })

  it('ranks exact ids, whole words, prefixes, typos and descriptions in this order', () => {
    const described = makeModel({ id: 'a/other', name: 'Other', description: 'Sings like a robin.' })
    const search = searching([described, ...models('a/robins', 'a/small-robin', 'a/robin')])
    expect(search('robin')).toEqual(['a/robin', 'a/small-robin', 'a/robins', 'a/other'])
    expect(search('robinn')).toEqual(['a/robins', 'a/robin', 'a/small-robin', 'a/other'])
  })

  it('ranks an exact name before a longer one', () => {
    const long = makeModel({ id: 'a/x-1', name: 'Acme: Robin Large Preview', created: 300 })
    const whole = makeModel({ id: 'a/x-2', name: 'Acme: Robin Large', created: 100 })
    expect(searching([long, whole])('robin large')).toEqual(['a/x-2', 'a/x-1'])
  })

  it('ranks a plain id before siblings, dated copies, aliases and variants', () => {
    const ids = ['a/lark-2:batch', '~a/lark-latest', 'a/lark-2-0806', 'a/lark-2-fast', 'a/lark-2']
    expect(searching(models(...ids))('lark')).toEqual(ids.toReversed())
  })

  it('does not demote a variant whose plain id does not match', () => {
    expect(searching(models('a/lark-3:free', 'a/lark-2'))('lark')).toEqual(['a/lark-3:free', 'a/lark-2'])
    expect(searching(models('a/lark-3:free', 'a/lark-3', 'a/lark-2:free'))('lark free')).toEqual([
      'a/lark-3:free',
      'a/lark-2:free',
    ])
  })

  it('does not demote a sibling behind a match in a description', () => {
    const plain = makeModel({ id: 'a/lark-2', name: 'Lark 2', description: 'Very fast.' })
    expect(searching([...models('a/lark-2-fast', 'a/wren-fast'), plain])('fast')).toEqual([
      'a/lark-2-fast',
      'a/wren-fast',
      'a/lark-2',
    ])
  })

  it('ranks names before descriptions, whatever the word order', () => {
    const described = makeModel({ id: 'a/lark-9', name: 'Lark 9', description: 'It sings.' })
    const search = searching([described, ...models('a/big-lark-sings')])
    expect(search('sings lark')).toEqual(['a/big-lark-sings', 'a/lark-9'])
    expect(search('lark sings')).toEqual(['a/big-lark-sings', 'a/lark-9'])
  })

  it('ranks compounds at the start of a name first', () => {
    expect(searching(models('a/big-lark-pro', 'a/lark-pro-2'))('larkpro')).toEqual(['a/lark-pro-2', 'a/big-lark-pro'])
  })

  it('treats a trailing number as a version, not as an extension', () => {
    expect(searching(models('a/lark-3-5', 'a/lark-3'))('lark')).toEqual(['a/lark-3-5', 'a/lark-3'])
  })

  it('ranks the target of a matching alias first', () => {
    const alias = makeModel({
      id: '~a/lark-pro-latest',
      name: 'Lark Pro Latest',
      alias_target: { slug: 'a/lark-3-pro-preview' },
    })
    const search = searching([alias, ...models('a/lark-4-pro-image', 'a/lark-3-pro-preview')])
    expect(search('lark pro')[0]).toBe('a/lark-3-pro-preview')
    expect(search('lark pro image')).toEqual(['a/lark-4-pro-image'])
  })

  it('ignores an alias that matches only by its description', () => {
    const alias = makeModel({
      id: '~a/other-latest',
      name: 'Other Latest',
      description: 'A kind of lark.',
      alias_target: { slug: 'a/lark-1' },
    })
    expect(searching([alias, ...models('a/lark-2', 'a/lark-1')])('lark')).toEqual([
      'a/lark-2',
      'a/lark-1',
      '~a/other-latest',
    ])
  })

  it('ranks an alias named after its author behind the models', () => {
    const alias = makeModel({
      id: '~acme/lark-latest',
      name: 'Acme Lark Latest',
      alias_target: { slug: 'acme/lark-2' },
    })
    expect(searching([alias, ...models('acme/lark-2', 'acme/wren')])('acme')).toEqual([
      'acme/lark-2',
      'acme/wren',
      '~acme/lark-latest',
    ])
  })

  it('matches the first part of longer versions before other prefixes', () => {
    const search = searching(models('acme/wren-40b', 'acme/wren-4.5', 'acme/wren-4o', 'acme/wren-small-4'))
    expect(search('wren 4')).toEqual(['acme/wren-4.5', 'acme/wren-small-4', 'acme/wren-40b', 'acme/wren-4o'])
    expect(search('wren-4').toSorted()).toEqual(search('wren 4').toSorted())
  })

  it("ranks an author's own model before derived ones", () => {
    expect(searching(models('other/lark-tuned-3', 'lark-labs/lark-2'))('lark')).toEqual([
      'lark-labs/lark-2',
      'other/lark-tuned-3',
    ])
  })

  it('finds no typos of a word that occurs in a name', () => {
    expect(searching(models('a/grok', 'a/grog'))('grok')).toEqual(['a/grok'])
    expect(searching(models('a/grog'))('grok')).toEqual(['a/grog'])
  })

  it('finds no typos in descriptions of a word that occurs in one', () => {
    const search = searching([
      makeModel({ id: 'a/one', name: 'One', description: 'Good at math.' }),
      makeModel({ id: 'a/two', name: 'Two', description: 'Finds a path.' }),
    ])
    expect(search('math')).toEqual(['a/one'])
    expect(search('bath').toSorted()).toEqual(['a/one', 'a/two'])
  })

  it.each([
    ['one edit in four to seven letters', 'larks', 'larxs', true],
    ['two letters that changed places', 'larks', 'lraks', true],
    ['not two edits in seven letters', 'warbler', 'wabblar', false],
    ['two edits in eight letters', 'flamingo', 'flmimgo', false],
    ['two edits where eight letters were typed', 'flamingo', 'flamiggg', true],
    ['not three', 'flamingos', 'flxmixgox', false],
    ['none in three letters', 'owl', 'owx', false],
    ['none in a version', 'lark-4.1', '4.2', false],
    ['none in digits', 'lark-2048', '2049', false],
    ['none in a size', 'lark-1000b', '1000c', false],
    ['one in six letters of a word that is not finished', 'nightingale', 'nihtin', true],
    ['none in five of them', 'nightingale', 'nihti', false],
  ])('forgives %s: %s for %s', (_, slug, q, isFound) => {
    expect(searching(models(`a/${slug}`))(q)).toHaveLength(isFound ? 1 : 0)
  })

  it('matches words of one or two letters in descriptions only as a whole', () => {
    const search = searching([makeModel({ id: 'b/one', name: 'One', description: 'Ask it anything about us' })])
    expect(search('us')).toHaveLength(1)
    expect(search('an')).toEqual([])
    expect(search('any')).toHaveLength(1)
  })

  it('ignores link targets in descriptions', () => {
    const description =
      'See [this paper](https://example.org/robin) or https://example.org/wren or [that](https://example.org/fin...'
    const search = searching([makeModel({ id: 'b/one', name: 'One', description })])
    expect(search('paper that')).toHaveLength(1)
    for (const q of ['robin', 'wren', 'fin', 'example', 'https']) expect(search(q)).toEqual([])
  })

  it('handles missing descriptions and words such as constructor', () => {
    const search = searching([
      makeModel({ id: 'b/constructor', name: 'Constructor', description: undefined }),
      ...models('a/__proto__'),
    ])
    expect(search('constructor')).toEqual(['b/constructor'])
    expect(search('__proto__')).toEqual(['a/__proto__'])
    expect(search('hasOwnProperty')).toEqual([])
  })

  it('handles a very long query', () => {
    const search = searching(inventedModels())
    expect(search('fjord '.repeat(2_000))).toEqual(search('fjord'))
    expect(search('x'.repeat(8_192))).toEqual([])
    expect(search(Array.from({ length: 2_000 }, (_, word) => `w${word}`).join(' '))).toEqual([])
    expect(search(`fjord ${'4 o '.repeat(1_000)}`)).not.toEqual([])
  })

  it('returns the same results for repeated and alternating queries', () => {
    const search = searching(inventedModels())
    const before = search('fjord')
    search('ballad sonata')
    search('')
    expect(search('fjord')).toEqual(before)
  })
})
