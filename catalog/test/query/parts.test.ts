import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allBits, countBits, hasBit, noBits, positionsOf, setBit } from '../../src/query/bit-set.js'
import { similarNames } from '../../src/query/similar-names.js'
import { parsePrice } from '../../src/price/price.js'
import { createQueryIndex } from '../../src/query/query-index.js'
import { pickFields, rejectUnknownFields } from '../../src/query/sparse-fields.js'
import { QueryError } from '../../src/query/query-error.js'
import { arbitraryPrice } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'
import { perMillionText, unitsPerMillion, unitsPerToken } from '../../src/price/integer-price.js'

describe('bit sets', () => {
  it('hold exactly the set positions', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.array(fc.nat(199)), (size, wanted) => {
        const positions = [...new Set(wanted)].filter((position) => position < size).toSorted((a, b) => a - b)
        const bits = noBits(size)
        for (const position of positions) setBit(bits, position)
        expect(positionsOf(bits)).toEqual(positions)
        expect(countBits(bits)).toBe(positions.length)
        expect(Array.from({ length: size }, (_, at) => at).filter((at) => hasBit(bits, at))).toEqual(positions)
      }),
    )
  })

  it.each([0, 1, 31, 32, 33, 64])('of size %d can be full', (size) => {
    expect(countBits(allBits(size))).toBe(size)
    expect(positionsOf(allBits(size))).toHaveLength(size)
  })

  it('return any slice of their positions', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(199)), fc.nat(220), fc.nat(220), (wanted, from, to) => {
        const bits = noBits(200)
        for (const position of wanted) setBit(bits, position)
        expect(positionsOf(bits, from, to)).toEqual(positionsOf(bits).slice(from, to))
      }),
    )
  })
})

describe('integer prices', () => {
  it('convert back to the same price per million', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(0|[1-9]\d{0,9})(\.\d{0,8}[1-9])?$/), (text) => {
        expect(perMillionText(unitsPerMillion(text))).toBe(text)
      }),
    )
  })

  it('are equal for a token price and its price per million', () => {
    expect(unitsPerToken('0.00000125')).toBe(unitsPerMillion('1.25'))
    expect(unitsPerToken('-1')).toBeUndefined()
    expect(unitsPerToken(undefined)).toBeUndefined()
    expect(unitsPerToken('-0')).toBe(0n)
    expect(perMillionText(unitsPerToken(`0.${'0'.repeat(61)}1`) ?? 0n)).toBe(`0.${'0'.repeat(55)}1`)
  })

  it('agree with parsePrice', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryPrice, fc.stringMatching(/^[-+]?[\d.e]{0,8}$/), fc.anything()), (value) => {
        const price = parsePrice(value)
        const units = unitsPerToken(value)
        expect(units === undefined ? undefined : perMillionText(units)).toBe(
          price.kind === 'known' ? price.value.times(1_000_000).toFixed() : undefined,
        )
      }),
      { numRuns: 500 },
    )
    expect(unitsPerToken('9'.repeat(65))).toBeUndefined()
    expect(unitsPerToken('-0.0')).toBe(0n)
  })
})

describe('fields', () => {
  const models = [makeModel({ id: 'acme/a' }), makeModel({ id: 'acme/b', brand_new: 1 })]
  const ask = (...fields: string[]) => rejectUnknownFields(fields, createQueryIndex(models).hasField)

  it('accept names of the schema and of any model', () => {
    expect(() => ask('id', 'reasoning', 'brand_new')).not.toThrow()
  })

  it.each([
    ['nmae', 'name'],
    ['context', 'context_length'],
    ['toString', 'expected one of id'],
    ['__proto__', 'expected one of id'],
  ])('reject unknown names such as %s', (field, hint) => {
    expect(() => ask('id', field)).toThrow(QueryError)
    expect(() => ask('id', field)).toThrow(hint)
    expect(() => ask('id', field)).toThrow(/^fields: /)
  })

  it('are returned in the requested order, without missing ones', () => {
    const [a, b] = models.map((model) => pickFields(model, ['name', 'brand_new', 'id', 'toString']))
    expect(Object.keys(a ?? {})).toEqual(['name', 'id'])
    expect(JSON.stringify(a)).toBe('{"name":"Acme: acme/a","id":"acme/a"}')
    expect(JSON.stringify(b)).toBe('{"name":"Acme: acme/b","brand_new":1,"id":"acme/b"}')
  })
})

describe('similarNames', () => {
  it('returns few names, and none if nothing is similar', () => {
    expect(
      similarNames('price', ['min_price', 'max_price', 'min_output_price', 'max_output_price', 'price_x']),
    ).toHaveLength(4)
    expect(similarNames('x', ['q', 'ids'])).toEqual([])
    expect(similarNames('', ['q'])).toEqual([])
    expect(similarNames('constructor', ['q'])).toEqual([])
    expect(similarNames('x'.repeat(8000), ['q', 'sort'])).toEqual([])
  })
})
