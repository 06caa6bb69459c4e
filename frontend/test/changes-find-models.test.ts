import { describe, expect, it } from 'vitest'
import { findModels } from '../src/features/changes/filter/find-models.js'

const models = [
  { id: 'openai/gpt-4o', name: 'OpenAI: GPT-4o' },
  { id: 'openai/gpt-4o-mini', name: 'OpenAI: GPT-4o mini' },
  { id: 'anthropic/claude-sonnet-5', name: 'Anthropic: Claude Sonnet 5' },
]
const ids = (text: string | undefined) => {
  const found = findModels(text, models)
  return found.state === 'found' ? found.ids : found.state
}

describe('the model filter', () => {
  it.each([
    ['openai/gpt-4o', 'openai/gpt-4o'],
    ['gpt-4o', 'openai/gpt-4o,openai/gpt-4o-mini'],
    ['GPT-4O MINI', 'openai/gpt-4o-mini'],
    ['sonnet claude', 'anthropic/claude-sonnet-5'],
    ['mini, sonnet', 'openai/gpt-4o-mini,anthropic/claude-sonnet-5'],
    ['gpt-4o,openai/gpt-4o', 'openai/gpt-4o,openai/gpt-4o-mini'],
    ['openai/gpt-4o-m', 'openai/gpt-4o-mini'],
  ])('%j stands for %j', (text, expected) => expect(ids(text)).toBe(expected))

  it('keeps the complete id of a model that is not in the catalogue', () =>
    expect(ids('gone/model')).toBe('gone/model'))

  it.each([undefined, '', ' , '])('%j does not filter', (text) =>
    expect(findModels(text, models)).toEqual({ state: 'found', ids: undefined, count: 0 }),
  )

  it('names what nothing matches', () =>
    expect(findModels('mini, xyz', models)).toEqual({ state: 'none', text: 'xyz' }))

  it('asks for more when too many match', () => {
    const many = Array.from({ length: 200 }, (_, nr) => ({ id: `a/m${nr}`, name: `M${nr}` }))
    expect(findModels('a/m', many)).toEqual({ state: 'too-many', text: 'a/m', count: 200 })
  })

  it('waits for the catalogue only when there are parts of names', () => {
    expect(findModels('gpt', null)).toEqual({ state: 'loading' })
    expect(findModels('openai/gpt-4o', null)).toEqual({ state: 'found', ids: 'openai/gpt-4o', count: 1 })
    expect(findModels(undefined, null)).toMatchObject({ state: 'found' })
  })
})
