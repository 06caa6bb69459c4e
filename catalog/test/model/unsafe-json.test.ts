import { describe, expect, it } from 'vitest'
import { stringifyAnyDepth } from '../../src/model/unsafe-json.js'

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

describe('a value that a person is to look at', () => {
  it.each([null, 7, 'text', ['a', { b: null }], '\0 and half a pair: \ud800'].map((value) => [value]))(
    'is written as it is: %j',
    (value) => {
      expect(JSON.parse(stringifyAnyDepth(value))).toEqual(value)
    },
  )

  it('is null where JSON has no word for it', () => {
    expect(stringifyAnyDepth(undefined)).toBe('null')
  })

  it('is written without its depths where they exhaust the stack, and says so', () => {
    const text = stringifyAnyDepth({ id: 'a/deep', good: [1, { two: 2 }], x: nested(50_000) })
    expect(JSON.parse(text)).toMatchObject({ id: 'a/deep', good: [1, { two: 2 }] })
    expect(text).toContain('(nested deeper than 32 levels: left out)')
  })

  it('throws what else goes wrong', () => {
    const broken = {
      toJSON: () => {
        throw new TypeError('no')
      },
    }
    expect(() => stringifyAnyDepth(broken)).toThrow(TypeError)
  })
})
