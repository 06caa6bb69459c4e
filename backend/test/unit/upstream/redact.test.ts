import { describe, expect, it } from 'vitest'
import { createRedactor, displayUrl } from '../../../src/upstream/redact.js'

describe('redaction', () => {
  const redact = createRedactor(['s3cret/key', 's3cret', 'a', ''])

  it('removes secrets, plain and URL-encoded', () => {
    expect(redact.text('s3cret/key, s3cret%2Fkey, s3cret')).toBe('***, ***, ***')
  })

  it('ignores secrets that are too short', () => {
    expect(redact.text('a catalogue')).toBe('a catalogue')
  })

  it('preserves every other byte of a body', () => {
    const before = Buffer.from([0, 0xff, 0xc3, 0xa9])
    expect(redact.bytes(Buffer.concat([before, Buffer.from('s3cret'), before]))).toEqual(
      Buffer.concat([before, Buffer.from('***'), before]),
    )
  })

  it('copies only names, codes and messages of a chain of causes', () => {
    const inner = Object.assign(new Error('inner s3cret'), { code: 'ECONNRESET', input: 's3cret' })
    const copy = redact.cause(new TypeError('outer', { cause: inner }))
    expect(copy).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      cause: { message: 'inner ***', code: 'ECONNRESET' },
    })
    expect(copy?.cause).not.toHaveProperty('input')
  })

  it('terminates on a cyclic cause', () => {
    const error = new Error('round')
    error.cause = error
    expect(redact.cause(error)).toBeInstanceOf(Error)
  })
})

describe('a URL for logs', () => {
  it('has no userinfo, no fragment and no values of query parameters', () => {
    expect(displayUrl(new URL('https://u:p@example.com:8443/api/v1/models?key=1&limit=2&key=3#x'))).toBe(
      'https://example.com:8443/api/v1/models?key&limit',
    )
  })
})
