import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { QueryError } from '../../src/query/query-error.js'
import { listQuerySchema } from '../../src/query/list-parameters.js'
import { parseListQuery, serialiseListQuery } from '../../src/query/list-query.js'
import { UNSUPPORTED_PARAMETERS, UNSUPPORTED_SORTS } from '../../src/query/unsupported-parameters.js'

const DEFAULTS = { output_modalities: ['text'] }

function errorOf(parameters: Record<string, string>): QueryError {
  try {
    parseListQuery(parameters)
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(parameters)} was taken`)
}

describe('parseListQuery', () => {
  it('takes days without a price change, but not of removed models', () => {
    expect(parseListQuery({ unchanged_days: '090', as_of: '2026-05-01' })).toMatchObject({ unchanged_days: 90 })
    expect(() => parseListQuery({ unchanged_days: '90', removed: 'true' })).toThrow(
      'unchanged_days: cannot be combined with removed',
    )
  })

  it('supports every parameter of the API', () => {
    const query = parseListQuery({
      q: '  gpt   4o ',
      supported_parameters: 'tools,seed,tools',
      input_modalities: 'Text, image',
      output_modalities: 'text',
      context: '128000',
      min_price: '0.10',
      max_price: '010',
      min_output_price: '0',
      max_output_price: '12.500',
      arch: 'GPT,Llama3,gpt',
      model_authors: 'openai,Anthropic',
      min_age_days: '1',
      max_age_days: '90',
      expiring_days: '30',
      min_intelligence_index: '50',
      max_intelligence_index: '99.5',
      min_coding_index: '0',
      max_coding_index: '1',
      min_agentic_index: '2',
      max_agentic_index: '3',
      free: 'true',
      exclude: 'Free, batch,alias,free',
      open_weights: 'true',
      ids: 'openai/gpt-4o,~openai/x,openai/gpt-4o',
      fields: 'name,id,name',
      as_of: '2026-05-01T12:00:00+02:00',
      removed: 'true',
      sort: 'newest',
      limit: '20',
      offset: '0',
      use_rss: 'true',
      use_rss_chat_links: 'true',
    })
    expect(query).toStrictEqual({
      q: 'gpt 4o',
      supported_parameters: ['seed', 'tools'],
      input_modalities: ['image', 'text'],
      output_modalities: ['text'],
      context: 128_000,
      min_price: '0.1',
      max_price: '10',
      min_output_price: '0',
      max_output_price: '12.5',
      arch: ['gpt', 'llama3'],
      model_authors: ['anthropic', 'openai'],
      min_age_days: 1,
      max_age_days: 90,
      expiring_days: 30,
      min_intelligence_index: 50,
      max_intelligence_index: 99.5,
      min_coding_index: 0,
      max_coding_index: 1,
      min_agentic_index: 2,
      max_agentic_index: 3,
      free: true,
      exclude: ['alias', 'batch', 'free'],
      open_weights: true,
      ids: ['openai/gpt-4o', '~openai/x'],
      fields: ['name', 'id'],
      as_of: '2026-05-01T10:00:00.000Z',
      removed: true,
      sort: 'newest',
      limit: 20,
      offset: 0,
      use_rss: true,
      use_rss_chat_links: true,
    })
  })

  it('returns an empty query without parameters', () => {
    expect(parseListQuery({})).toStrictEqual({})
    expect(parseListQuery({ output_modalities: 'all', use_rss: 'false' })).toStrictEqual({})
    expect(parseListQuery({ output_modalities: 'text,ALL' })).toStrictEqual({})
  })

  it('applies defaults, which parameters override, also with all', () => {
    expect(parseListQuery({}, { defaults: DEFAULTS })).toStrictEqual(DEFAULTS)
    expect(parseListQuery({ output_modalities: 'image' }, { defaults: DEFAULTS })).toStrictEqual({
      output_modalities: ['image'],
    })
    expect(parseListQuery({ output_modalities: 'all' }, { defaults: DEFAULTS })).toStrictEqual({})
  })

  it.each([
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T12:30:00Z', '2026-05-01T12:30:00.000Z'],
    ['2026-05-01t12:30:00z', '2026-05-01T12:30:00.000Z'],
    ['2026-05-01T12:30:00.5Z', '2026-05-01T12:30:00.500Z'],
    ['2026-05-01T12:30:00.123999999Z', '2026-05-01T12:30:00.123Z'],
    ['2026-05-01T00:30:00+05:30', '2026-04-30T19:00:00.000Z'],
    ['2026-05-01T00:30:00 05:30', '2026-04-30T19:00:00.000Z'], // what a form makes of the plus
    ['2024-02-29T23:59:59-00:01', '2024-03-01T00:00:59.000Z'],
  ])('parses the time %s as %s', (given, moment) => {
    expect(parseListQuery({ as_of: given })).toStrictEqual({ as_of: moment })
    expect(serialiseListQuery({ as_of: moment })).toBe(`as_of=${moment}`)
  })

  it('accepts order as an alias of sort, but not both', () => {
    expect(parseListQuery({ order: 'pricing-low-to-high' })).toStrictEqual({ sort: 'pricing-low-to-high' })
    expect(errorOf({ order: 'newest', sort: 'newest' })).toMatchObject({
      parameter: 'order',
      message: expect.stringContaining('sort'),
    })
    expect(errorOf({ order: 'cheapest' }).parameter).toBe('order')
  })

  it('keeps every digit of a price', () => {
    expect(parseListQuery({ max_price: '1.0000000000000000001' })).toStrictEqual({ max_price: '1.0000000000000000001' })
    expect(errorOf({ min_price: '1.00000000000000000001', max_price: '1' }).parameter).toBe('min_price')
    expect(errorOf({ min_price: '1.0000000000000000001', max_price: '1' })).toMatchObject({
      parameter: 'min_price',
      message: expect.stringContaining('max_price'),
    })
  })

  it.each([
    ['price', '2', '1'],
    ['output_price', '10', '9.99'],
    ['age_days', '8', '7'],
    ['intelligence_index', '50.1', '50'],
    ['coding_index', '50.1', '50'],
    ['agentic_index', '50.1', '50'],
  ])('rejects an inverted range of %s and names both ends', (name, low, high) => {
    const error = errorOf({ [`min_${name}`]: low, [`max_${name}`]: high })
    expect(error.parameter).toBe(`min_${name}`)
    expect(error.message).toContain(`max_${name}`)
    expect(parseListQuery({ [`min_${name}`]: high, [`max_${name}`]: high })).toHaveProperty(`min_${name}`)
  })

  it.each<[string, string]>([
    ['q', ''],
    ['q', '  '],
    ['q', 'x'.repeat(257)],
    ['q', 'a\uD800'],
    ['supported_parameters', ''],
    ['supported_parameters', 'tools,,seed'],
    ['supported_parameters', 'tools,'],
    ['supported_parameters', 'to ols'],
    ['supported_parameters', 'x'.repeat(65)],
    ['input_modalities', 'text;image'],
    ['input_modalities', Array.from({ length: 101 }, (_, index) => `m${index}`).join(',')],
    ['output_modalities', ','],
    ['output_modalities', 'all,,'],
    ['context', '0'],
    ['context', '128k'],
    ['context', '1e5'],
    ['context', ' 1'],
    ['context', '1.5'],
    ['context', '2147483648'],
    ['min_price', ''],
    ['min_price', '-1'],
    ['min_price', '1e-6'],
    ['min_price', '.5'],
    ['min_price', '5.'],
    ['min_price', '$1'],
    ['max_price', 'NaN'],
    ['max_price', 'Infinity'],
    ['max_price', '123456789012345678901'],
    ['max_output_price', '1.00000000000000000000'],
    ['arch', 'GPT,'],
    ['arch', 'GP\nT'],
    ['arch', 'İ'],
    ['model_authors', '~openai'],
    ['model_authors', 'open ai'],
    ['min_age_days', '-1'],
    ['max_age_days', '1000000'],
    ['expiring_days', '1.5'],
    ['unchanged_days', '0'],
    ['unchanged_days', '-1'],
    ['unchanged_days', 'long'],
    ['unchanged_days', '100001'],
    ['min_intelligence_index', '-1'],
    ['max_coding_index', '0.0000001'],
    ['max_agentic_index', '10000000'],
    ['free', 'false'],
    ['open_weights', 'false'],
    ['exclude', ''],
    ['exclude', 'batch,nitro'],
    ['exclude', 'batch,'],
    ['exclude', 'constructor'],
    ['free', '1'],
    ['ids', ''],
    ['ids', 'gpt-4o'],
    ['ids', 'openai/gpt-4o,,'],
    ['ids', `openai/${'x'.repeat(255)}`],
    ['ids', '__proto__'],
    ['fields', ''],
    ['fields', 'id,na-me'],
    ['fields', 'pricing.prompt'],
    ['as_of', ''],
    ['as_of', 'yesterday'],
    ['as_of', '2026-05-01T12:00:00'],
    ['as_of', '2026-05-01T12:00Z'],
    ['as_of', '2026-05-01Z'],
    ['as_of', '2026-02-30'],
    ['as_of', '2026-13-01'],
    ['as_of', '2026-05-01T24:00:00Z'],
    ['as_of', '2026-05-01T12:00:60Z'],
    ['as_of', '2026-05-01T12:00:00+24:00'],
    ['as_of', '0000-01-01T00:00:00+00:01'],
    ['as_of', '1777636800'],
    ['removed', 'false'],
    ['removed', ''],
    ['sort', 'cheapest'],
    ['sort', 'NEWEST'],
    ['sort', ''],
    ['limit', '0'],
    ['limit', '1001'],
    ['limit', '99999999999999999999'],
    ['offset', '-1'],
    ['offset', '2147483648'],
    ['use_rss', 'yes'],
    ['use_rss_chat_links', ''],
    ['nonsense', 'x'],
    ['', 'x'],
    ['__proto__', 'x'],
    ['constructor', 'x'],
  ])('rejects %s=%j and names the parameter', (name, value) => {
    const parameters: Record<string, string> = Object.create(null) as Record<string, string>
    parameters[name] = value
    expect(errorOf(parameters).parameter).toBe(name)
  })

  it('names the invalid item and the expected format', () => {
    expect(errorOf({ ids: 'openai/gpt-4o,gpt-4o' }).message).toBe(
      'ids: invalid item "gpt-4o": expected a model id: author/slug, author/slug:variant or ~author/alias',
    )
    expect(errorOf({ exclude: 'batch,nitro' }).message).toBe(
      'exclude: invalid item "nitro": expected batch, free or alias',
    )
    expect(errorOf({ supported_parameters: 'tools,,seed' }).message).toContain('contains an empty item')
    expect(errorOf({ limit: '1001' }).message).toContain('from 1 to 1000')
    expect(errorOf({ sort: 'cheapest' }).message).toContain('pricing-low-to-high')
    expect(errorOf({ model_authors: `${'x'.repeat(300)}!` }).message.length).toBeLessThan(300)
  })

  it.each([
    ['author', 'model_authors'],
    ['authors', 'model_authors'],
    ['model_author', 'model_authors'],
    ['supported_parameter', 'supported_parameters'],
    ['maxPrice', 'max_price'],
    ['max-price', 'max_price'],
    ['ofset', 'offset'],
    ['page_limit', 'limit'],
    ['context_length', 'context'],
    ['modalities', 'input_modalities'],
    ['id', 'ids'],
    ['query', 'q'],
    ['search', 'q'],
  ])('suggests for the unknown parameter %s the parameter %s', (name, near) => {
    expect(errorOf({ [name]: 'x' }).message).toMatch(new RegExp(`did you mean .*\\b${near}\\b`))
  })

  it('lists all parameters if none is similar', () => {
    expect(errorOf({ zzzzzzzzzzzz: 'x' }).message).toContain('expected one of q, supported_parameters')
  })

  it.each(UNSUPPORTED_PARAMETERS.map(({ name }) => name))('rejects any value of %s with the reason', (name) => {
    for (const value of ['', 'programming', 'true', '2026-01-01T00:00:00Z', 'x'.repeat(1000)]) {
      expect(errorOf({ [name]: value })).toMatchObject({
        parameter: name,
        message: expect.stringMatching(/is not supported/),
      })
    }
  })

  it.each(UNSUPPORTED_SORTS.map(({ name }) => name))('rejects the sort order %s with the reason', (name) => {
    expect(errorOf({ sort: name })).toMatchObject({ parameter: 'sort', message: expect.stringContaining(name) })
    expect(errorOf({ order: name })).toMatchObject({
      parameter: 'order',
      message: expect.stringMatching(/is not supported/),
    })
  })

  it('throws only QueryErrors for any input', () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(listQuerySchema.shape)), fc.string())
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('1', '0', 'text', 'a/b', 'true', 'newest', '0.5', ',', 'all'),
      fc.stringMatching(/^[\d.,-]{0,25}$/),
    )
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 5 }), fc.boolean(), (parameters, withDefaults) => {
        try {
          parseListQuery(parameters, withDefaults ? { defaults: DEFAULTS } : {})
          return true
        } catch (error) {
          return (
            error instanceof QueryError &&
            error.message.length < 1500 &&
            (error.parameter === '' || error.message.startsWith(error.parameter))
          )
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('listQuerySchema', () => {
  const parameters = Object.entries(listQuerySchema.shape) as [string, z.ZodOptional][]
  const unanswered: readonly string[] = UNSUPPORTED_PARAMETERS.map(({ name }) => name)

  it.each(parameters)('describes %s with an example and the handling of invalid input', (name, schema) => {
    const { description, example } = schema.meta() ?? {}
    expect(description).toMatch(/400/)
    expect(example).toBeDefined()
    expect(answerTo(name, String(example))).toEqual(
      unanswered.includes(name) ? `refused: ${name}` : [name === 'order' ? 'sort' : name],
    )
  })

  function answerTo(name: string, example: string): string | string[] {
    try {
      return Object.keys(parseListQuery({ [name]: example }))
    } catch {
      return `refused: ${errorOf({ [name]: example }).parameter}`
    }
  }
})
