import { describe, expect, it } from 'vitest'
import { stringifyAnyDepth } from '../../src/model/unsafe-json.js'

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

describe('stringifyAnyDepth', () => {
  it.each([null, 7, 'text', ['a', { b: null }], '\0 and a lone surrogate: \ud800'].map((value) => [value]))(
    'serialises %j unchanged',
    (value) => {
      expect(JSON.parse(stringifyAnyDepth(value))).toEqual(value)
    },
  )

  it('returns null for a value without a JSON form', () => {
    expect(stringifyAnyDepth(undefined)).toBe('null')
  })

  it('replaces parts that are nested too deeply with a note', () => {
    const text = stringifyAnyDepth({ id: 'a/deep', good: [1, { two: 2 }], x: nested(50_000) })
    expect(JSON.parse(text)).toMatchObject({ id: 'a/deep', good: [1, { two: 2 }] })
    expect(text).toContain('(omitted: nested deeper than 32 levels)')
  })

  it('rethrows other errors', () => {
    const broken = {
      toJSON: () => {
        throw new TypeError('no')
      },
    }
    expect(() => stringifyAnyDepth(broken)).toThrow(TypeError)
  })
})
