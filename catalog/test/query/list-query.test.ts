import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { QueryError } from '../../src/query/query-error.js'
import { listQuerySchema } from '../../src/query/list-parameters.js'
import { parseListQuery, serialiseListQuery, type ListQuery } from '../../src/query/list-query.js'
import { UNSUPPORTED_PARAMETERS, UNSUPPORTED_SORTS } from '../../src/query/unsupported-parameters.js'
import { arbitraryFilter, arbitrarySort } from '../helpers/list-queries.js'

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

/** Parses a query string as a browser and the server do. */
const read = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

describe('parseListQuery', () => {
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
    ['min_intelligence_index', '-1'],
    ['max_coding_index', '0.0000001'],
    ['max_agentic_index', '10000000'],
    ['free', 'false'],
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

const arbitraryQuery: fc.Arbitrary<ListQuery> = fc
  .tuple(
    arbitraryFilter,
    fc.record({
      q: fc.option(
        fc
          .string({ unit: 'grapheme', maxLength: 40 })
          .map((text) => text.trim().replaceAll(/\s+/g, ' '))
          .filter((text) => text !== '' && text.isWellFormed()),
        { nil: undefined },
      ),
      max_price: fc.option(fc.stringMatching(/^(0|[1-9]\d{0,8})(\.\d{0,8}[1-9])?$/), { nil: undefined }),
      max_coding_index: fc.option(
        fc.nat(999_999_999).map((millionths) => millionths / 1_000_000),
        { nil: undefined },
      ),
      arch: fc.option(
        fc
          .uniqueArray(fc.stringMatching(/^[!-+\--@[-~]([ -+\--@[-~]{0,8}[!-+\--@[-~])?$/), {
            minLength: 1,
            maxLength: 3,
          })
          .map((list) => list.toSorted()),
        { nil: undefined },
      ),
      ids: fc.option(
        fc.uniqueArray(fc.stringMatching(/^~?[a-z0-9]{1,4}\/[A-Za-z0-9][a-z.+@-]{0,4}(:free)?$/), {
          minLength: 1,
          maxLength: 3,
        }),
        { nil: undefined },
      ),
      fields: fc.option(fc.uniqueArray(fc.constantFrom('id', 'name', 'pricing', 'x_1'), { minLength: 1 }), {
        nil: undefined,
      }),
      sort: arbitrarySort,
      limit: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
      offset: fc.option(fc.nat(2_147_483_647), { nil: undefined }),
      use_rss: fc.option(fc.constant<true>(true), { nil: undefined }),
      as_of: fc.option(
        fc
          .date({
            min: new Date('0000-01-01T00:00:00.000Z'),
            max: new Date('9999-12-31T23:59:59.999Z'),
            noInvalidDate: true,
          })
          .map((date) => date.toISOString()),
        { nil: undefined },
      ),
      removed: fc.option(fc.constant<true>(true), { nil: undefined }),
    }),
  )
  // The values must not invert a range.
  .map(([{ min_price: _price, min_coding_index: _index, ...filter }, rest]): ListQuery =>
    Object.fromEntries(Object.entries({ ...filter, ...rest }).filter(([, value]) => value !== undefined)),
  )

describe('serialiseListQuery', () => {
  it.each<[ListQuery, string]>([
    [{}, ''],
    [{ q: 'llama 70b' }, 'q=llama+70b'],
    [{ q: "it's c++ & 100%" }, 'q=it%27s+c%2B%2B+%26+100%25'],
    [{ ids: ['openai/gpt-4o:free', '~openai/x'] }, 'ids=openai/gpt-4o:free,~openai/x'],
    [
      { limit: 20, sort: 'newest', model_authors: ['anthropic', 'openai'] },
      'model_authors=anthropic,openai&sort=newest&limit=20',
    ],
    [{ free: true, max_price: '0.5' }, 'max_price=0.5&free=true'],
  ])('writes %j in short canonical form', (query, text) => {
    expect(serialiseListQuery(query)).toBe(text)
  })

  it('omits defaults, and writes all to override one', () => {
    expect(serialiseListQuery({ output_modalities: ['text'], limit: 5 }, { defaults: DEFAULTS })).toBe('limit=5')
    expect(serialiseListQuery({ limit: 5 }, { defaults: DEFAULTS })).toBe('output_modalities=all&limit=5')
    expect(serialiseListQuery({ output_modalities: ['text'] })).toBe('output_modalities=text')
  })

  it('survives a round trip', () => {
    fc.assert(
      fc.property(arbitraryQuery, fc.boolean(), (query, withDefaults) => {
        const options = withDefaults ? { defaults: DEFAULTS } : {}
        expect(parseListQuery(read(serialiseListQuery(query, options)), options)).toStrictEqual(query)
      }),
      { numRuns: 500 },
    )
  })

  it('writes one URL-safe string for equal queries', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const text = serialiseListQuery(query)
        expect(serialiseListQuery(parseListQuery(read(text)))).toBe(text)
        expect(serialiseListQuery(Object.fromEntries(Object.entries(query).toReversed()) as ListQuery)).toBe(text)
        expect(new URL(`http://h/?${text}`).search.slice(1)).toBe(text)
      }),
    )
    const asked = { model_authors: 'OpenAI,anthropic,openai', max_price: '01.50', order: 'newest' }
    expect(serialiseListQuery(parseListQuery(asked))).toBe(
      'model_authors=anthropic,openai&max_price=1.5&sort=newest'.split('&').toSorted(bySchema).join('&'),
    )
  })
})

function bySchema(a: string, b: string): number {
  const names = Object.keys(listQuerySchema.shape)
  return names.indexOf(a.split('=', 1)[0] ?? '') - names.indexOf(b.split('=', 1)[0] ?? '')
}

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
