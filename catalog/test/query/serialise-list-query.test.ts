import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseListQuery, serialiseListQuery, type ListQuery } from '../../src/query/list-query.js'
import { listQuerySchema } from '../../src/query/list-parameters.js'
import { arbitraryFilter, arbitrarySort } from '../helpers/list-queries.js'

const DEFAULTS = { output_modalities: ['text'] }

/** Parses a query string as a browser and the server do. */
const read = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

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
    const given = { model_authors: 'OpenAI,anthropic,openai', max_price: '01.50', order: 'newest' }
    expect(serialiseListQuery(parseListQuery(given))).toBe(
      'model_authors=anthropic,openai&max_price=1.5&sort=newest'.split('&').toSorted(bySchema).join('&'),
    )
  })
})

function bySchema(a: string, b: string): number {
  const names = Object.keys(listQuerySchema.shape)
  return names.indexOf(a.split('=', 1)[0] ?? '') - names.indexOf(b.split('=', 1)[0] ?? '')
}
