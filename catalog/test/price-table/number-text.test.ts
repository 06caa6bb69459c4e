import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber, writeNumber } from '../../src/price-table/number-text.js'

describe('a number of a price table', () => {
  it.each([
    ['1.5e-7', '0.00000015'],
    ['2.50', '2.5'],
    ['0', '0'],
    ['-1', '-1'],
    ['.5', '0.5'],
    ['1E-6', '0.000001'],
    [' $2.50 ', '2.5'],
    ['USD 2.5', '2.5'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
  ])('%j is read exactly, as %s', (text, expected) => {
    const read = readNumber(text)
    expect(read.value?.toFixed()).toBe(expected)
    const { start, end } = { start: 0, end: 0, ...read }
    expect(new Big(text.slice(start, end)).toFixed()).toBe(expected)
  })
  it.each([
    ['', 'is not a number'],
    ['free', 'is not a number'],
    ['NaN', 'is not a number'],
    ['2.5/1M', 'is not a number'],
    ['1,5', 'has a comma'],
    ['$1,234.50', 'has a comma'],
    ['1.234,50', 'has a comma'],
    ['1e400', 'is out of the range of prices'],
    ['1e-99999999999', 'is out of the range of prices'],
    ['1'.repeat(65), 'is too long for a price'],
  ])('%j is none', (text, problem) => {
    expect(readNumber(text)).toMatchObject({ value: null, problem: expect.stringContaining(problem) })
  })
})

describe('a corrected number', () => {
  it.each([
    ['0.0000025', '3e-06', '2.5e-06'],
    ['0.0000025', '3e-6', '0.0000025'],
    ['0.00000025', '3e-7', '2.5e-7'],
    ['0.0000025', '1.0E-06', '2.5E-06'],
    ['0.000003', '1.0e-06', '3.0e-06'],
    ['0.0000025', '0.000003', '0.0000025'],
    ['3', '2.50', '3.00'],
    ['3', '2.0', '3.0'],
    ['3.125', '2.50', '3.125'],
    ['3', '2.5', '3'],
    ['2.5', '3', '2.5'],
    ['0.5', '3e-06', '0.5'],
    ['0', '3e-06', '0'],
    ['0', '-1', '0'],
  ])('%s in the style of %s is %s', (value, like, expected) => {
    expect(writeNumber(new Big(value), like)).toBe(expected)
  })
  it('is always read back exactly, and is a number of JSON', () => {
    const decimal = fc
      .tuple(fc.nat(), fc.integer({ min: -20, max: 5 }))
      .map(([digits, exponent]) => `${digits}e${exponent}`)
    const style = fc.constantFrom('3e-06', '3e-7', '1.0E-06', '0.000003', '2.50', '3', '.5', '1e5', '-1')
    fc.assert(
      fc.property(decimal, style, (value, like) => {
        const written = writeNumber(new Big(value), like)
        expect(readNumber(written).value?.eq(value)).toBe(true)
        expect(JSON.parse(written)).toBe(Number(value))
      }),
    )
  })
})
