import { describe, expect, it } from 'vitest'
import { createPayloadRedactor, createRedactor, displayUrl, isUnmistakable } from '../../../src/upstream/redact.js'

describe('redaction', () => {
  const redact = createRedactor(['s3cret/key', 's3cret', 'a', ''])

  it('removes secrets, plain and URL-encoded', () => {
    expect(redact.text('s3cret/key, s3cret%2Fkey, s3cret')).toBe('***, ***, ***')
  })

  it('ignores secrets that are too short', () => {
    expect(redact.text('a catalogue')).toBe('a catalogue')
  })

  const secret = 'pä"ss&/w\'<ord 1'

  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON with escaped slashes', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
    ['in JSON in ASCII', 'p\\u00e4\\"ss&/w\'<ord 1'],
    ['in JSON for HTML', 'p\\u00e4\\"ss\\u0026/w\\u0027\\u003cord 1'],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL in lower case', 'p%c3%a4%22ss%26%2fw%27%3cord%201'],
    ['in a form', 'p%C3%A4%22ss%26%2Fw%27%3Cord+1'],
    ['in HTML', 'pä&quot;ss&amp;/w&#39;&lt;ord 1'],
    ['in base64', Buffer.from(secret).toString('base64')],
  ])('removes a secret from text and bytes: %s', (_, quoted) => {
    const all = createRedactor([secret])
    expect(all.text(`<${quoted}>`)).toBe('<***>')
    expect(all.bytes(Buffer.from(`ä<${quoted}>`)).toString()).toBe('ä<***>')
    expect(createPayloadRedactor([secret])(Buffer.from(`ä<${quoted}>`)).toString()).toBe('ä<***>')
  })

  it('removes the beginning of a secret where bytes were cut off', () => {
    expect(redact.cutBytes(Buffer.from('{"key":"s3cret/k')).toString()).toBe('{"key":"***/k')
    expect(createRedactor(['sk-or-v1-0123']).cutBytes(Buffer.from('{"key":"sk-or-v1-0')).toString()).toBe('{"key":"***')
  })

  it.each([
    ['postgres', false],
    ['12345678', false],
    ['s3cret', false],
    ['hunter2', true],
    ['sk-test-123', true],
    ['averylongword', true],
  ])('takes %j for a secret wherever it occurs: %s', (text, expected) => {
    expect(isUnmistakable(text)).toBe(expected)
    expect(createPayloadRedactor([text])(Buffer.from(text)).toString()).toBe(expected ? '***' : text)
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
