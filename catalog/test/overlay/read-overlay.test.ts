import { describe, expect, it } from 'vitest'
import { OverlayError } from '../../src/overlay/overlay-error.js'
import { readOverlay } from '../../src/overlay/read-overlay.js'

const pricing = { prompt: '0.000002', completion: '0.000008' }
const price = (more: object = {}) => ({ id: 'openai/gpt-4o', pricing, ...more })
const model = (more: object = {}) => ({ id: 'acme/private-7b', name: 'Acme Private 7B', pricing, ...more })

function problemsOf(file: unknown): readonly string[] {
  try {
    readOverlay(typeof file === 'string' ? file : JSON.stringify(file))
  } catch (error) {
    if (error instanceof OverlayError) return error.problems
    throw error
  }
  return []
}

describe('readOverlay', () => {
  it('reads models and prices with their periods', () => {
    const overlay = readOverlay(
      `\uFEFF${JSON.stringify({
        models: [model({ from: '2026-01-01', to: '2027-01-01' })],
        prices: [price({ from: '2026-07-01T02:00:00+02:00', to: null })],
      })}`,
    )
    expect(overlay.models).toEqual([
      {
        kind: 'model',
        id: 'acme/private-7b',
        model: { id: 'acme/private-7b', name: 'Acme Private 7B', pricing },
        from: Date.UTC(2026, 0, 1),
        to: Date.UTC(2027, 0, 1),
      },
    ])
    expect(overlay.prices).toEqual([
      { kind: 'price', id: 'openai/gpt-4o', pricing, from: Date.UTC(2026, 6, 1), to: null },
    ])
  })

  it.each([[{}], [{ models: [], prices: [] }], [{ models: [{ id: 'acme/x', name: 'X' }] }]])('accepts %j', (file) => {
    expect(problemsOf(file)).toEqual([])
  })

  it('keeps all fields of a model, in canonical order', () => {
    const written = { description: 'Ours', pricing, name: 'X', id: 'acme/x' }
    const [own] = readOverlay(JSON.stringify({ models: [written] })).models
    expect(Object.keys(own!.model)).toEqual(['id', 'name', 'description', 'pricing'])
  })

  it.each(['form', 'pricings', 'context'])('rejects the unknown key %s of a model, and says which are known', (key) => {
    const problems = problemsOf({ models: [{ id: 'acme/x', name: 'X', [key]: 1 }] })
    expect(problems).toEqual([
      expect.stringMatching(`^models\\[0\\]\\.${key}: unknown key; expected one of id, .*pricing.* from, to`),
    ])
  })

  it('accepts several prices of one id, one after the other', () => {
    const prices = [
      price({ to: '2026-07-01' }),
      price({ from: '2026-08-01' }),
      price({ from: '2026-07-01', to: '2026-08-01' }),
    ]
    expect(problemsOf({ prices })).toEqual([])
  })

  it.each<[unknown, string[]]>([
    ['', ['line 1: not valid JSON: a value is expected']],
    ['{"prices": [\n{"id": 1,}]}', ['line 2: not valid JSON: the name of a property in double quotes is expected']],
    ['{"prices": [], "models": [], "prices": []}', ['prices: is given more than once; keep one']],
    [
      '{"prices": [{"id": "a/b", "pricing": {"prompt": "1", "completion": "1", "prompt": "2"}}]}',
      ['prices[0].pricing.prompt: is given more than once; keep one'],
    ],
    [[], ['the file: expected {"models": [...], "prices": [...]}, not an array']],
    [null, ['the file: expected {"models": [...], "prices": [...]}, not null']],
    [{ model: [] }, ['model: unknown key; expected one of models, prices']],
    [{ 'a b': [] }, ['["a b"]: unknown key; expected one of models, prices']],
    [{ models: {} }, ['models: expected an array, not an object']],
    [{ prices: [1] }, ['prices[0]: expected an object, not a number']],
    [
      { prices: [price(), price({ id: 'gpt' })] },
      ['prices[1].id: expected author/slug, author/slug:variant or ~author/alias'],
    ],
    [{ prices: [{ pricing }] }, ['prices[0].id: expected string, received undefined']],
    [{ prices: [price({ until: '2026' })] }, ['prices[0].until: unknown key; expected one of id, pricing, from, to']],
    [
      { prices: [{ id: 'a/b' }] },
      ['prices[0].pricing: expected an object of prices, such as {"prompt": "0.000002"}, not nothing'],
    ],
    [
      { prices: [price({ pricing: { prompt: 0.000002, completion: null, request: '1e-6', image: '-1' } })] },
      [
        'prices[0].pricing.prompt: is a number, which is not exact; write a decimal in USD per unit as a string, such as "0.000002"',
        'prices[0].pricing.completion: expected a decimal in USD per unit as a string, such as "0.000002", not null',
        'prices[0].pricing.request: is not a plain decimal of at most 64 characters; write a decimal in USD per unit as a string, such as "0.000002"',
        'prices[0].pricing.image: must not be negative: an own price is a fixed price of 0 or more',
      ],
    ],
    [
      { prices: [price({ pricing: { ...pricing, overrides: {} } })] },
      ['prices[0].pricing.overrides: expected array, received object'],
    ],
    [
      { prices: [price({ pricing: { ...pricing, overrides: [{ min_prompt_tokens: '1', prompt: 1 }] } })] },
      [
        'prices[0].pricing.overrides[0].prompt: is a number, which is not exact; write a decimal in USD per unit as a string, such as "0.000002"',
        'prices[0].pricing.overrides[0].min_prompt_tokens: expected number, received string',
      ],
    ],
    [
      { prices: [price({ from: 'soon' })] },
      [
        'prices[0].from: expected a date such as 2026-07-01, which means midnight UTC, or a time such as 2026-07-01T12:00:00Z',
      ],
    ],
    [
      { prices: [price({ to: '2026-02-30' })] },
      [
        'prices[0].to: expected a date such as 2026-07-01, which means midnight UTC, or a time such as 2026-07-01T12:00:00Z',
      ],
    ],
    [
      { prices: [price({ from: 1_760_000_000 })] },
      [
        'prices[0].from: expected a date such as 2026-07-01, which means midnight UTC, or a time such as 2026-07-01T12:00:00Z',
      ],
    ],
    [{ prices: [price({ from: '2026-07-02', to: '2026-07-02' })] }, ['prices[0].to: must be later than from']],
    [{ models: [{ id: 'a/b' }] }, ['models[0].name: expected string, received undefined']],
    [{ models: [model({ context_length: '32768' })] }, ['models[0].context_length: expected number, received string']],
    [
      { models: [model({ pricing: 'free' })] },
      ['models[0].pricing: expected an object of prices, such as {"prompt": "0.000002"}, not a string'],
    ],
    [{ models: [model({ source: 'me' })] }, ['models[0].source: is set by the program; leave it out']],
    [{ models: [model({ description: 'a\u0000b' })] }, ['models[0].description: contains a NUL character']],
    ['{"models": [{"id": "a/b", "name": "B", "__proto__": {}}]}', ['models[0].__proto__: is a forbidden key']],
    [
      { prices: [price(), price({ from: '2026-07-01' })] },
      [
        'prices[1]: its period overlaps that of prices[0], which has the same id openai/gpt-4o; end one with "to" where the other begins with "from"',
      ],
    ],
    [
      { models: [model(), model()] },
      [
        'models[1]: its period overlaps that of models[0], which has the same id acme/private-7b; end one with "to" where the other begins with "from"',
      ],
    ],
    [
      { models: [model()], prices: [price({ id: 'acme/private-7b' })] },
      [
        'prices[0]: its period overlaps that of models[0], which has the same id acme/private-7b; end one with "to" where the other begins with "from"',
      ],
    ],
  ])('explains what is wrong with %j', (file, problems) => {
    expect(problemsOf(file)).toEqual(problems)
  })

  it.each([{}, { discount: 0.5 }, { overrides: [] }])('rejects a pricing without a price: %j', (empty) => {
    expect(problemsOf({ prices: [price({ pricing: empty })] })).toEqual([
      expect.stringMatching(/^prices\[0\]\.pricing: expected at least one price of prompt, completion, /),
    ])
  })

  it('names a misspelt price and what is allowed', () => {
    const [first, ...others] = problemsOf({ prices: [price({ pricing: { promt: '1' } })] })
    expect(first).toMatch(/^prices\[0\]\.pricing: expected at least one price of prompt, completion, /)
    expect(others).toEqual([
      expect.stringMatching(/^prices\[0\]\.pricing\.promt: unknown key; expected one of prompt, .*, overrides$/),
    ])
  })

  it('reports all problems, up to twenty', () => {
    const problems = problemsOf({ prices: Array.from({ length: 30 }, () => ({ pricing })) })
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)).toBe('and 10 more')
  })
})
