import { describe, expect, it } from 'vitest'
import { findModelIds } from '../../src/model/find-model-ids.js'

const known = new Set([
  'openai/gpt-4o',
  'openai/gpt-4o-mini',
  'meta-llama/llama-3.1-8b-instruct:free',
  '~openai/gpt-latest',
  'google/gemini-2.5-pro',
  'x-ai/grok-4.1',
])
const found = (text: string): string[] => findModelIds(text, (id) => known.has(id)).map(({ id }) => id)

describe('findModelIds', () => {
  it.each([
    [`const model = 'openai/gpt-4o'`, 'openai/gpt-4o'],
    [`model: openai/gpt-4o-mini # the small one`, 'openai/gpt-4o-mini'],
    [`{"model":"meta-llama/llama-3.1-8b-instruct:free"}`, 'meta-llama/llama-3.1-8b-instruct:free'],
    ['MODEL=~openai/gpt-latest', '~openai/gpt-latest'],
    ['litellm: openrouter/google/gemini-2.5-pro', 'google/gemini-2.5-pro'],
    ['see https://openrouter.ai/openai/gpt-4o?tab=api', 'openai/gpt-4o'],
    ['We use openai/gpt-4o. It is good.', 'openai/gpt-4o'],
    ['Try meta-llama/llama-3.1-8b-instruct:free.', 'meta-llama/llama-3.1-8b-instruct:free'],
    ['"openai/gpt-4o": 3', 'openai/gpt-4o'],
    ['`x-ai/grok-4.1`,', 'x-ai/grok-4.1'],
    ['--model=openai/gpt-4o:17', 'openai/gpt-4o'],
  ])('finds an id in %s', (text, id) => expect(found(text)).toEqual([id]))

  it.each([
    'openai/gpt-4o-2024',
    'notopenai/gpt-4o',
    'src/openai/gpt-4o.ts',
    'openai / gpt-4o',
    'OPENAI/GPT-4O',
    'openai/gpt',
    '',
  ])('finds no id in %s', (text) => expect(found(text)).toEqual([]))

  it('reports an id with a routing suffix as written', () => {
    expect(findModelIds('a\n  b = "openai/gpt-4o:nitro"\n', (id) => known.has(id))).toEqual([
      { id: 'openai/gpt-4o', written: 'openai/gpt-4o:nitro', line: 2, column: 8 },
    ])
  })
  it('reports every occurrence with 1-based line and column', () => {
    expect(
      findModelIds('openai/gpt-4o\r\nx openai/gpt-4o openai/gpt-4o-mini', (id) => known.has(id)).map(
        ({ id, line, column }) => `${id} ${line}:${column}`,
      ),
    ).toEqual(['openai/gpt-4o 1:1', 'openai/gpt-4o 2:3', 'openai/gpt-4o-mini 2:17'])
  })
  it('takes time linear in the length of the text', () => {
    let calls = 0
    const count = (text: string): number => {
      calls = 0
      findModelIds(text, () => ((calls += 1), false))
      return calls
    }
    expect(count('a'.repeat(1_000_000))).toBe(0)
    expect(count('a/'.repeat(100_000))).toBeLessThan(500_000)
    expect(count(`${'.'.repeat(500_000)}/x`)).toBeLessThan(100)
  })
})
