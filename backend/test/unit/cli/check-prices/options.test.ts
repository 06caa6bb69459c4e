import { describe, expect, it } from 'vitest'
import { readPricesOptions, requirePrices } from '../../../../src/cli/check-prices/prices-options.js'

describe('the options of check --prices', () => {
  it('have defaults', () => {
    expect(readPricesOptions({ prices: 'p.csv' }, [])).toEqual({
      file: 'p.csv',
      table: { paths: null, unit: null },
      prefix: null,
      known: null,
      format: undefined,
      write: false,
    })
  })
  it.each([
    [{ format: 'github' }, 'github'],
    [{ json: true as const }, 'json'],
    [{ table: true as const }, 'text'],
    [{ format: 'json', table: true as const }, 'json'],
  ])('%j is the format %s', (given, format) =>
    expect(readPricesOptions({ prices: 'p', ...given }, []).format).toBe(format),
  )
  it.each([
    [{ format: 'xml' }, [], '--format is "xml"; expected one of text, json, github'],
    [{ priceUnit: 'cents' }, [], '--price-unit has the unit "cents"'],
    [{ pricePaths: 'id' }, [], 'at least one of a price'],
    [{}, ['--scan', 'ids'], '--prices cannot be combined with --scan, ids'],
  ])('%j with %j is refused', (given, others, message) => {
    expect(() => readPricesOptions({ prices: 'p', ...given }, others)).toThrow(message)
  })
  it.each([
    [{ known: 'k' }, '--known needs --prices'],
    [{ write: true as const }, '--write needs --prices'],
    [{ format: 'json' }, '--format needs --prices'],
    [{ pricePrefix: '' }, '--price-prefix needs --prices'],
  ])('%j needs --prices', (given, message) => expect(() => requirePrices(given)).toThrow(message))
})
