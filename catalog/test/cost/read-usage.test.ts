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

describe('the shape of usage', () => {
  it('is detected for the usage objects of five APIs', () => {
    expect(readUsage(real.openaiChat)).toEqual({
      shape: 'openai-chat',
      usage: { ...NO_USAGE, promptTokens: 2006, cachedTokens: 1920, completionTokens: 300, reasoningTokens: 120 },
    })
    expect(readUsage(real.openaiResponses)).toEqual({
      shape: 'openai-responses',
      usage: { ...NO_USAGE, promptTokens: 328, cachedTokens: 128, completionTokens: 52, reasoningTokens: 32 },
    })
    expect(readUsage(real.anthropic)).toEqual({
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
    expect(readUsage(real.gemini)).toEqual({
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
    expect(readUsage(real.openrouter)).toEqual({
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
    expect(readUsage({ prompt_tokens: 10, completion_tokens: 5 })).toEqual({ shape: 'plain', usage: expected })
    expect(readUsage({ input_tokens: 10, output_tokens: 5 })).toEqual({ shape: 'plain', usage: expected })
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
      '"completion_token" is no known count; did you mean completion_tokens?',
    )
    expect(errorOf({ prompt_tokens: 10, foo: 5 }).message).toContain('expected one of prompt_tokens')
  })

  it('is ignored in the usage of an API, which may add counts at any time', () => {
    expect(readUsage({ ...real.openaiChat, brand_new_tokens: 3 }).usage.promptTokens).toBe(2006)
  })
})

describe('usage without any count', () => {
  it('is an error, not zero', () => {
    for (const usage of [{}, { total_tokens: 5 }, { usage: { prompt_tokens: 3 } }, { cached_tokens: 0 }])
      expect(errorOf(usage).message).toContain('no count that is known')
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
    for (const cost of [-1, '1,5', 'free', {}])
      expect(errorOf({ ...real.openrouter, cost }).message).toMatch(/^cost is /)
  })
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
