import { describe, expect, it } from 'vitest'
import { authorSummary, nearestAuthors } from '../../src/authors/author-summary.js'
import type { Model } from '../../src/model/model.js'

const text = { output_modalities: ['text'] }
const aModel = (id: string, more: Partial<Model> = {}): Model => ({ id, name: id, architecture: text, ...more })
const priced = (id: string, prompt: string | undefined, more: Partial<Model> = {}): Model =>
  aModel(id, { pricing: { ...(prompt !== undefined && { prompt }), completion: '0.00001' }, ...more })

describe('the summary of an author', () => {
  it('has the models and the name, and counts aliases as models of the author', () => {
    const models = [
      aModel('openai/a'),
      aModel('~openai/latest', { name: 'OpenAI: Latest' }),
      aModel('openai-labs/b'),
      aModel('x/openai'),
    ]
    const summary = authorSummary(models, 'openai')
    expect(summary?.models.map(({ id }) => id)).toEqual(['openai/a', '~openai/latest'])
    expect(summary).toMatchObject({ author: 'openai', name: 'OpenAI' })
  })

  it.each(['openai', '~openai', 'OpenAI', '~OPENAI'])('is found as %s', (author) => {
    expect(authorSummary([aModel('openai/a')], author)?.author).toBe('openai')
  })

  it.each(['', '~', 'open', 'openai/a', 'constructor'])('is null for %j, which has no models', (author) => {
    expect(authorSummary([aModel('openai/a')], author)).toBeNull()
  })

  it('uses the id as the name when no model names its author', () => {
    expect(authorSummary([aModel('acme/a', { name: 'A' })], 'acme')?.name).toBe('acme')
  })

  it('knows the newest model, which is no alias and preferably no variant', () => {
    const models = [
      aModel('a/old', { created: 1 }),
      aModel('a/new:free', { created: 3 }),
      aModel('a/new', { created: 3 }),
      aModel('~a/latest', { created: 4 }),
      aModel('a/undated'),
    ]
    expect(authorSummary(models, 'a')?.newest?.id).toBe('a/new')
    expect(authorSummary([aModel('a/undated')], 'a')?.newest).toBeNull()
  })

  it('has the range of the input prices that are known', () => {
    const models = [
      priced('a/middle', '0.000003'),
      priced('a/dear', '0.000015'),
      priced('a/cheap', '0.0000001'),
      priced('a/dynamic', '-1'),
      priced('a/unknown', undefined),
      priced('a/broken', 'many'),
    ]
    const { lowest, highest } = authorSummary(models, 'a')?.inputPrices ?? {}
    expect([lowest?.toFixed(), highest?.toFixed()]).toEqual(['0.0000001', '0.000015'])
  })

  it('counts a price of zero only where it is a price', () => {
    const image = aModel('a/image', {
      pricing: { prompt: '0', completion: '0' },
      architecture: { output_modalities: ['image'] },
    })
    expect(authorSummary([image], 'a')?.inputPrices).toBeNull()
    const free = aModel('a/x:free', { pricing: { prompt: '0', completion: '0' } })
    expect(authorSummary([image, free], 'a')?.inputPrices?.lowest.toFixed()).toBe('0')
  })

  it('leaves out prices per unit of audio', () => {
    const audio = priced('a/audio', '0.006', { architecture: { output_modalities: ['transcription'] } })
    expect(authorSummary([audio, priced('a/b', '0.000001')], 'a')?.inputPrices?.highest.toFixed()).toBe('0.000001')
  })
})

describe('the nearest authors', () => {
  const models = [
    aModel('openai/a', { name: 'OpenAI: A' }),
    aModel('~openai/b'),
    aModel('mistralai/c', { name: 'Mistral: C' }),
    aModel('z-ai/d', { name: 'Z.AI: D' }),
  ]
  it.each([
    ['opnai', ['openai']],
    ['mistral', ['mistralai']],
    ['Z.AI', ['z-ai']],
    ['qqqq', []],
    ['', []],
  ])('of %j are %j', (author, nearest) => {
    expect(nearestAuthors(models, author).map((one) => one.author)).toEqual(nearest)
  })

  it('have names', () => {
    expect(nearestAuthors(models, 'openai')).toEqual([{ author: 'openai', name: 'OpenAI' }])
  })
})
