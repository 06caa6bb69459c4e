import type { Model } from '@modelkeep/catalog/model/model'
import { describe, expect, it } from 'vitest'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { codeSnippets } from '../src/features/model/facts/code-snippets.js'
import { targetOf } from '../src/features/model/facts/markdown-links.js'
import { idOfPath, namesOf } from '../src/features/model/model-names.js'
import { expiryWarning } from '../src/features/model/model-notices.js'
import { withoutMarkup } from '../src/features/model/facts/description.js'
import { nearestModels } from '../src/features/model/nearest-models.js'
import { otherFields } from '../src/features/model/facts/other-fields.js'
import { parameterRows, reasoningFacts } from '../src/features/model/facts/parameter-rows.js'
import { readCount } from '../src/shared/cost/use-remembered-workload.js'
import { bareModel, chatModel, imageModel } from './helpers/models.js'

describe('names', () => {
  it('splits the author from the name', () => {
    expect(namesOf(chatModel)).toEqual({ title: 'GPT-4o', author: 'OpenAI' })
    expect(namesOf({ id: '~openai/gpt-latest', name: ' GPT Latest ' })).toEqual({
      title: 'GPT Latest',
      author: 'openai',
    })
  })

  it('takes the name of the author from the catalogue', () => {
    const names = new Map([['openai', 'OpenAI']])
    expect(namesOf({ id: '~openai/gpt-latest', name: 'GPT Latest' }, names).author).toBe('OpenAI')
    expect(namesOf({ id: 'x/y', name: 'Ex: Y' }, names).author).toBe('Ex')
  })

  it('falls back to the id', () => {
    expect(namesOf({ id: 'a/b', name: ' ' })).toEqual({ title: 'a/b', author: 'a' })
    expect(namesOf({ id: 'a/b', name: 'Odd: ' })).toEqual({ title: 'Odd:', author: 'a' })
  })

  it.each([
    ['openai/gpt-4o', 'openai/gpt-4o'],
    ['deepseek/r1:free', 'deepseek/r1:free'],
    ['deepseek/r1%3Afree', 'deepseek/r1:free'],
    ['%7Eopenai/gpt-latest/', '~openai/gpt-latest'],
    ['%257Eopenai%2Fgpt-latest', '~openai/gpt-latest'],
    ['a/b%', 'a/b%'],
  ])('reads %s as the id %s', (path, id) => {
    expect(idOfPath(path)).toBe(id)
  })
})

describe('parameters', () => {
  it('are sorted by name, with their defaults', () => {
    const model: Model = {
      ...bareModel,
      supported_parameters: ['top_p', 'temperature'],
      default_parameters: { temperature: 0.7, top_p: null, top_k: 40 },
    }
    expect(parameterRows(model)).toEqual([
      { name: 'temperature', defaultValue: '0.7', isSupported: true },
      { name: 'top_k', defaultValue: '40', isSupported: false },
      { name: 'top_p', defaultValue: null, isSupported: true },
    ])
  })

  it('are empty when the model lists none', () => {
    expect(parameterRows(bareModel)).toEqual([])
  })

  it('include the reasoning settings', () => {
    const reasoning = {
      mandatory: false,
      default_enabled: true,
      supported_efforts: ['high', 'low', null],
      default_effort: 'high',
      supports_max_tokens: true,
    }
    expect(reasoningFacts({ ...bareModel, reasoning })).toEqual([
      ['Can be disabled', 'yes'],
      ['Enabled by default', 'yes'],
      ['Efforts', 'high, low, unspecified'],
      ['Default effort', 'high'],
      ['Accepts a token budget', 'yes'],
    ])
    expect(reasoningFacts({ ...bareModel, reasoning: { supported_efforts: null } })).toEqual([['Efforts', 'all']])
    expect(reasoningFacts(bareModel)).toEqual([])
  })
})

describe('other fields', () => {
  it('are none when the page displays every field', () => {
    expect(otherFields(chatModel)).toEqual([])
    expect(otherFields(bareModel)).toEqual([])
  })

  it('are found at every level', () => {
    const model = {
      ...chatModel,
      carbon: { grams: 1 },
      architecture: { ...chatModel.architecture, quantization: 'fp8' },
      pricing: {
        ...chatModel.pricing,
        currency: { code: 'USD' },
        odd_price: '0.5',
        overrides: [{ min_prompt_tokens: 1, note: 'x' }],
      },
      benchmarks: {
        lmarena: 1,
        artificial_analysis: { maths_index: 5, graded: 'A' },
        design_arena: [{ arena: 'a', votes: 3 }],
      },
      reasoning: { style: 'deep' },
    } as Model
    expect(otherFields(model).map(({ path, text }) => `${path} ${text}`)).toEqual([
      'carbon {"grams":1}',
      'architecture.quantization "fp8"',
      'reasoning.style "deep"',
      'pricing.currency {"code":"USD"}',
      'pricing.overrides[0].note "x"',
      'benchmarks.lmarena 1',
      'benchmarks.artificial_analysis.graded "A"',
      'benchmarks.design_arena[0].votes 3',
    ])
  })
})

describe('example code', () => {
  it('contains the model id in every language', () => {
    const code = codeSnippets({ ...chatModel, id: 'deepseek/r1:free' })
    expect(Object.keys(code ?? {})).toEqual(['curl', 'typescript', 'python'])
    for (const text of Object.values(code ?? {})) expect(text).toContain('"deepseek/r1:free"')
    expect(code?.curl).toContain('https://openrouter.ai/api/v1/chat/completions')
  })

  it('requests images from image models', () => {
    expect(codeSnippets(imageModel)?.curl).toMatch(/"modalities": \[\s+"image"/)
    expect(codeSnippets(imageModel)?.python).toContain('extra_body={"modalities": ["image", "text"]}')
  })

  it('requests embeddings from embedding models', () => {
    expect(codeSnippets({ ...bareModel, architecture: { output_modalities: ['embeddings'] } })?.typescript).toContain(
      'client.embeddings.create',
    )
  })

  it('is absent for other outputs, and assumes text when outputs are unknown', () => {
    expect(codeSnippets({ ...bareModel, architecture: { output_modalities: ['video'] } })).toBeNull()
    expect(codeSnippets(bareModel)).not.toBeNull()
  })

  it('escapes quotes for the shell', () => {
    expect(codeSnippets({ ...bareModel, id: "a/b'; rm" })?.curl).toContain(String.raw`"a/b'\''; rm"`)
  })
})

describe('links of a description', () => {
  const isModel = (id: string) => id === 'qwen/qwen3.8-max' || id === 'deepseek/r1:free'
  it.each([
    ['/qwen/qwen3.8-max', { kind: 'model', id: 'qwen/qwen3.8-max' }],
    ['https://openrouter.ai/deepseek/r1:free', { kind: 'model', id: 'deepseek/r1:free' }],
    ['/docs', { kind: 'external', href: 'https://openrouter.ai/docs' }],
    ['https://example.com/a', { kind: 'external', href: 'https://example.com/a' }],
    ['https://openrouter.ai/%E0%A4%A', { kind: 'external', href: 'https://openrouter.ai/%E0%A4%A' }],
    ['javascript:alert(1)', { kind: 'none' }],
    ['data:text/html,x', { kind: 'none' }],
    ['', { kind: 'none' }],
    [undefined, { kind: 'none' }],
  ])('%s', (href, target) => {
    expect(targetOf(href, isModel)).toEqual(target)
  })
})

describe('the expiry warning', () => {
  const now = Date.parse('2026-11-21T23:30:00Z')
  it.each([
    ['2026-12-01', 'This model expires on 1 Dec 2026, in 10 days.'],
    ['2026-11-22', 'This model expires on 22 Nov 2026, in 1 day.'],
    ['2026-11-21', 'This model expires today.'],
    ['2026-11-20', 'This model expired on 20 Nov 2026 and may be removed at any time.'],
    ['2026-11-30T22:00:00-05:00', 'This model expires on 1 Dec 2026, in 10 days.'],
    ['2098-12-31', null],
    [null, null],
    [undefined, null],
  ])('%s: %s', (day, text) => {
    expect(expiryWarning({ expiration_date: day }, now)).toBe(text)
  })
})

describe('suggested models', () => {
  const view = createCatalogueView([
    chatModel,
    imageModel,
    { ...bareModel, id: 'openai/gpt-4o-mini', name: 'OpenAI: GPT-4o-mini' },
  ])
  const ids = (id: string) => nearestModels(view, id).map((model) => model.id)

  it('include the model with this canonical slug', () => {
    expect(ids('openai/gpt-4o-2024-11-20')[0]).toBe('openai/gpt-4o')
  })

  it('include the model without the variant', () => {
    expect(ids('openai/gpt-4o:free')[0]).toBe('openai/gpt-4o')
  })

  it('include models with a similar id or found by search', () => {
    expect(ids('openai/gtp-4o')).toContain('openai/gpt-4o')
    expect(ids('somebody/gpt-4o-mini')).toContain('openai/gpt-4o-mini')
  })

  it('are none when nothing is similar', () => {
    expect(ids('zzzzzzzz/qqqqqqqq')).toEqual([])
    expect(ids('')).toEqual([])
  })
})

describe('readCount', () => {
  it.each([
    ['10,000', 10_000],
    [' 10 000 ', 10_000],
    ['0', 0],
    ['1000000000', 1_000_000_000],
    ['1000000001', null],
    ['-1', null],
    ['1e5', null],
    ['1.5', null],
    ['10,0000', 100_000],
    ['', null],
    ['many', null],
    ['12k', 12_000],
    ['1.5m', 1_500_000],
    ['1.5 M', 1_500_000],
    ['0.25k', 250],
    ['1.50k', 1_500],
    ['1b', 1_000_000_000],
    ['2b', null],
    ['10,000k', 10_000_000],
    ['1,5m', null],
    ['1.2345k', null],
    ['k', null],
    ['.5k', null],
    ['1.5km', null],
  ])('%j', (text, count) => {
    expect(readCount(text)).toBe(count)
  })
})

it('leaves the markup out of the text that keeps the place of a description', () => {
  expect(withoutMarkup('As **smart** as [GPT-4](/models/openai/gpt-4), see `docs` [1].')).toBe(
    'As smart as GPT-4, see docs [1].',
  )
})
