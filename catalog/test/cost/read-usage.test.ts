import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUsage } from '../../src/cost/read-usage.js'
import { NO_USAGE, UsageError } from '../../src/cost/usage.js'
import { USAGE_SHAPES, type UsageShapeName } from '../../src/cost/usage-shapes.js'
import * as real from './real-usage.js'

function thrownBy(act: () => unknown): unknown {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}

function errorOf(usage: unknown, shape?: UsageShapeName): UsageError {
  const error = thrownBy(() => readUsage(usage, shape))
  if (error instanceof UsageError) return error
  throw new Error(`expected a UsageError for ${JSON.stringify(usage)}`)
}

/** The shape and the usage, when no count was ignored. */
function known(value: unknown): object {
  const { ignored, ...rest } = readUsage(value)
  expect(ignored).toEqual([])
  return rest
}

describe('the shape of usage', () => {
  it('is detected for the usage objects of five APIs', () => {
    expect(known(real.openaiChat)).toEqual({
      shape: 'openai-chat',
      usage: { ...NO_USAGE, promptTokens: 2006, cachedTokens: 1920, completionTokens: 300, reasoningTokens: 120 },
    })
    expect(known(real.openaiResponses)).toEqual({
      shape: 'openai-responses',
      usage: { ...NO_USAGE, promptTokens: 328, cachedTokens: 128, completionTokens: 52, reasoningTokens: 32 },
    })
    expect(known(real.anthropic)).toEqual({
      shape: 'anthropic',
      usage: {
        ...NO_USAGE,
        promptTokens: 2048 + 1800 + 248,
        cachedTokens: 1800,
        cacheWriteTokens: 148,
        cacheWrite1hTokens: 100,
        completionTokens: 503,
        webSearches: 2,
      },
    })
    expect(known(real.gemini)).toEqual({
      shape: 'gemini',
      usage: {
        ...NO_USAGE,
        promptTokens: 696_219,
        cachedTokens: 696_190,
        audioInputTokens: 696_190,
        cachedAudioTokens: 696_190,
        completionTokens: 300,
        reasoningTokens: 86,
      },
    })
    expect(known(real.openrouter)).toEqual({
      shape: 'openrouter',
      usage: {
        ...NO_USAGE,
        promptTokens: 194,
        cachedTokens: 100,
        cacheWriteTokens: 50,
        completionTokens: 2,
        reportedCost: '0.95',
      },
    })
  })

  it('is plain for a flat object, also with input_tokens and output_tokens', () => {
    const expected = { ...NO_USAGE, promptTokens: 10, completionTokens: 5 }
    expect(known({ prompt_tokens: 10, completion_tokens: 5 })).toEqual({ shape: 'plain', usage: expected })
    expect(known({ input_tokens: 10, output_tokens: 5 })).toEqual({ shape: 'plain', usage: expected })
  })

  it('accepts the snake case of Google’s Python client', () => {
    const { shape, usage } = readUsage({ prompt_token_count: 7, candidates_token_count: 2, thoughts_token_count: 3 })
    expect(shape).toBe('gemini')
    expect(usage).toEqual({ ...NO_USAGE, promptTokens: 7, completionTokens: 5, reasoningTokens: 3 })
  })

  it('adds the prompts of tools to the prompt of Gemini', () => {
    const { usage } = readUsage({ usageMetadata: { promptTokenCount: 7, toolUsePromptTokenCount: 4 } })
    expect(usage.promptTokens).toBe(11)
  })

  it('is not guessed when fields of two APIs are mixed', () => {
    for (const [usage, ...names] of [
      [{ prompt_tokens: 10, cache_read_input_tokens: 4 }, 'prompt_tokens', 'cache_read_input_tokens'],
      [{ prompt_tokens: 10, input_tokens: 10 }, 'prompt_tokens', 'input_tokens'],
      [
        { input_tokens: 10, cache_read_input_tokens: 4, input_tokens_details: { cached_tokens: 4 } },
        'cache_read_input_tokens',
        'input_tokens_details',
      ],
      [{ promptTokenCount: 10, prompt_tokens: 10 }, 'promptTokenCount', 'prompt_tokens'],
    ] as const) {
      const { code, message } = errorOf(usage)
      expect(code).toBe('ambiguous_usage')
      for (const name of names) expect(message).toContain(name)
      expect(message).toContain('name the shape')
    }
  })

  it('can be given, which resolves the ambiguity', () => {
    const usage = { prompt_tokens: 10, cache_read_input_tokens: 4, completion_tokens: 1 }
    expect(readUsage(usage, 'openai-chat').usage).toEqual({ ...NO_USAGE, promptTokens: 10, completionTokens: 1 })
  })
})

describe('the usage of APIs like the five', () => {
  it.each([
    [
      'DeepSeek',
      { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 9, prompt_cache_miss_tokens: 1 },
      { cachedTokens: 9 },
    ],
    [
      'Moonshot',
      { prompt_tokens: 10, completion_tokens: 1, cached_tokens: 9, completion_tokens_details: {} },
      { cachedTokens: 9 },
    ],
    [
      'Gemini Live',
      { promptTokenCount: 10, responseTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 15 },
      { completionTokens: 7 },
    ],
    [
      'OpenAI Realtime',
      {
        input_tokens: 10,
        output_tokens: 8,
        input_token_details: { cached_tokens: 4, audio_tokens: 6, cached_tokens_details: { audio_tokens: 3 } },
        output_token_details: { audio_tokens: 7, text_tokens: 1 },
      },
      { cachedTokens: 4, audioInputTokens: 6, cachedAudioTokens: 3, audioOutputTokens: 7 },
    ],
    [
      'Anthropic without a cache',
      { input_tokens: 1, output_tokens: 1, server_tool_use: { web_search_requests: 3 } },
      { webSearches: 3 },
    ],
    [
      'a proxy with empty cache counts',
      { prompt_tokens: 10, completion_tokens: 1, cache_read_input_tokens: 0 },
      { promptTokens: 10 },
    ],
    [
      'OpenAI responses with a cost',
      { input_tokens: 10, output_tokens: 1, cost: 2.5, cost_details: {} },
      { promptTokens: 10, reportedCost: '2.5' },
    ],
    [
      'our own counts beside those of an API',
      { ...real.openaiChat, requests: 5, images: 2, web_searches: 3 },
      { requests: 5, images: 2, webSearches: 3 },
    ],
    [
      'OpenRouter with a key of one’s own',
      { ...real.openrouter, cost: 0.0005, is_byok: true, cost_details: { upstream_inference_cost: 0.0075 } },
      { reportedCost: '0.0075' },
    ],
  ])('is read in full: %s', (_, usage, expected) => {
    expect(readUsage(usage)).toMatchObject({ usage: expected, ignored: [] })
  })

  it('needs the counts of its shape: reading it with another one is an error, not zero', () => {
    for (const [usage, shape] of [
      [{ prompt_tokens: 10, completion_tokens: 5 }, 'anthropic'],
      [{ prompt_tokens: 10, completion_tokens: 5 }, 'gemini'],
      [{ input_tokens: 10, output_tokens: 5 }, 'openai-chat'],
      [{ input_tokens: 10, output_tokens: 5 }, 'openrouter'],
      [{ usageMetadata: {} }, undefined],
      [{ input_tokens: null, prompt_tokens_details: {} }, undefined],
    ] as const)
      expect(errorOf(usage, shape).message).toMatch(/^usage has no count that the shape /)
  })

  it('must add up to the total of Gemini', () => {
    const usage = { promptTokenCount: 1_000, candidatesTokenCount: 50, totalTokenCount: 2_050 }
    expect(errorOf({ usageMetadata: usage }).code).toBe('ambiguous_usage')
  })
})

describe('reasoning tokens', () => {
  const withTotal = (total: number) => ({
    prompt_tokens: 10,
    completion_tokens: 5,
    completion_tokens_details: { reasoning_tokens: 3 },
    total_tokens: total,
  })

  it('are part of the completion, or beside it, as the total says', () => {
    expect(readUsage(withTotal(15)).usage.completionTokens).toBe(5)
    expect(readUsage(withTotal(18)).usage.completionTokens).toBe(8)
  })

  it('are ambiguous when the total fits neither reading', () => {
    expect(errorOf(withTotal(16))).toMatchObject({ code: 'ambiguous_usage', message: expect.stringContaining('16') })
  })

  it('are ambiguous without a total when there are more of them than of the completion', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, reasoning_tokens: 9 }
    expect(errorOf(usage).code).toBe('ambiguous_usage')
    expect(readUsage({ ...usage, total_tokens: 24 }).usage.completionTokens).toBe(14)
  })
})

describe('a count', () => {
  it('must be a whole number from 0', () => {
    for (const value of [-1, 1.5, '10', true, [], {}, 2 ** 60, Number.NaN])
      expect(errorOf({ prompt_tokens: value, completion_tokens: 1 }).message).toMatch(
        /^prompt_tokens is .+ whole number from 0$/,
      )
    expect(errorOf({ prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 'x' } }).message).toMatch(
      /^prompt_tokens_details\.cached_tokens is "x"/,
    )
  })

  it('is absent when it is null', () => {
    expect(readUsage({ prompt_tokens: 3, completion_tokens: null, prompt_tokens_details: null }).usage).toEqual({
      ...NO_USAGE,
      promptTokens: 3,
    })
  })

  it('must not exceed the total that it is part of', () => {
    expect(errorOf({ prompt_tokens: 10, completion_tokens: 0, cached_tokens: 11 }).message).toContain(
      'exceed the prompt tokens',
    )
    expect(
      errorOf({ prompt_tokens: 10, completion_tokens: 0, cached_tokens: 6, cache_write_tokens: 5 }).message,
    ).toContain('exceed the prompt tokens (10)')
    expect(errorOf({ prompt_tokens: 1, completion_tokens: 4, audio_output_tokens: 5 }).message).toContain(
      'exceed the completion tokens (4)',
    )
    expect(
      errorOf({ usageMetadata: { promptTokenCount: 5, cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 1 }] } })
        .message,
    ).toContain('cached audio tokens (1)')
  })
})

describe('a misspelt name', () => {
  it('is named, with the right one', () => {
    expect(errorOf({ prompt_tokens: 10, completion_token: 5 }).message).toBe(
      '"completion_token" is no known count; did you mean completion_tokens? For the usage object of an API, name its shape.',
    )
    expect(errorOf({ prompt_tokens: 10, foo: 5 }).message).toContain('expected one of prompt_tokens')
  })

  it('is no mistake when it is a duration', () => {
    expect(readUsage({ prompt_tokens: 1, completion_tokens: 1, queue_time: 0.2, prompt_time: 1 }).shape).toBe('plain')
  })

  it('is listed in the usage of an API, which may add counts at any time', () => {
    const usage = { ...real.openaiChat, brand_new_tokens: 3, details: { a: { num_sources_used: 2, empty_tokens: 0 } } }
    expect(readUsage(usage)).toMatchObject({
      usage: { promptTokens: 2006 },
      ignored: ['brand_new_tokens', 'details.a.num_sources_used'],
    })
    expect(readUsage({ ...real.anthropic, iterations: [{}, {}] }).ignored).toEqual(['iterations'])
  })
})

describe('usage without any count', () => {
  it('is an error, not zero', () => {
    for (const usage of [{}, { total_tokens: 5 }, { usage: { prompt_tokens: 3 } }, { cached_tokens: 0 }])
      expect(errorOf(usage).message).toContain('usage has no count that the shape')
  })

  it('is an error when it is no object', () => {
    for (const usage of [null, undefined, 'prompt', 3, []])
      expect(errorOf(usage).message).toContain('expected an object')
  })

  it('may be zero when it says so', () => {
    expect(readUsage({ prompt_tokens: 0, completion_tokens: 0 }).usage).toEqual(NO_USAGE)
  })
})

describe('the cost that a provider reports', () => {
  it('is kept as an exact decimal', () => {
    expect(readUsage({ ...real.openrouter, cost: 1.5e-7 }).usage.reportedCost).toBe('0.00000015')
    expect(readUsage({ prompt_tokens: 1, cost: '0.10' }).usage.reportedCost).toBe('0.1')
  })

  it('must be an amount', () => {
    for (const cost of [-1, '1,5', 'free', {}, Infinity, Number.NaN, 1e300, '9'.repeat(41)])
      expect(errorOf({ ...real.openrouter, cost }).message).toMatch(/^cost is /)
  })
})

it('is shown in errors by its type when it is long or deep', () => {
  let deep: unknown = []
  for (let depth = 0; depth < 50_000; depth += 1) deep = [deep]
  expect(errorOf({ prompt_tokens: deep }).message).toBe('prompt_tokens is a list; expected a whole number from 0')
  expect(errorOf({ prompt_tokens: 'x'.repeat(100_000) }).message.length).toBeLessThan(120)
})

it('never throws anything but a usage error', () => {
  const names = [
    'prompt_tokens',
    'input_tokens',
    'usageMetadata',
    'promptTokensDetails',
    'cost',
    'total_tokens',
    'cache_creation',
  ]
  const json = fc.jsonValue({ maxDepth: 2 })
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.nat(100), json)),
      fc.option(fc.constantFrom(...(Object.keys(USAGE_SHAPES) as UsageShapeName[])), { nil: undefined }),
      (usage, shape) => {
        expect(thrownBy(() => readUsage(usage, shape)) ?? new UsageError('')).toBeInstanceOf(UsageError)
      },
    ),
  )
})
