import { describe, expect, it } from 'vitest'
import { authorNames, splitName } from '../../src/model/model-name.js'

describe('splitting a name', () => {
  it.each([
    ['OpenAI: GPT-4o', { maker: 'OpenAI', own: 'GPT-4o' }],
    [' Claude Opus 5 ', { maker: null, own: 'Claude Opus 5' }],
    ['X:', { maker: null, own: 'X:' }],
  ])('splits %j', (name, parts) => expect(splitName(name)).toEqual(parts))
})

describe('names of authors', () => {
  const named = (...models: [id: string, name: string][]) => [
    ...authorNames(models.map(([id, name]) => ({ id, name }))).entries(),
  ]

  it('are the most frequent prefix of the names of their models', () => {
    expect(named(['x-ai/old', 'xAI: Grok 1'], ['x-ai/a', 'SpaceXAI: Grok 5'], ['x-ai/b', 'SpaceXAI: Grok 6'])).toEqual([
      ['x-ai', 'SpaceXAI'],
    ])
  })
  it('are the first of prefixes that are equally frequent', () => {
    expect(named(['a/1', 'One: 1'], ['a/2', 'Two: 2'])).toEqual([['a', 'One']])
  })
  it('ignore models whose name has no prefix', () => {
    expect(named(['a/1', 'No prefix'], ['a/2', 'No prefix'], ['a/3', 'Acme: 3'])).toEqual([['a', 'Acme']])
  })
  it('are the id when no model names its author', () => {
    expect(named(['rekaai/edge', 'Reka Edge'])).toEqual([['rekaai', 'rekaai']])
  })
  it('count an alias for the author that it belongs to', () => {
    expect(named(['~openai/latest', 'OpenAI: Latest'])).toEqual([['openai', 'OpenAI']])
  })
})
