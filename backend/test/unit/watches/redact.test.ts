import { expect, it } from 'vitest'
import { redact } from '../../../src/watches/redact.js'

const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const secrets = {
  url: 'https://hooks.slack.com/services/T0123456/B0123456/s3cr3t%2Fpath?auth=q3ry-s3cr3t',
  token: 'tk_s3cr3t',
  signing: [{ secret: `whsec_${key}`, until: null }],
}

it.each([
  ['the path', 'Cannot POST /services/T0123456/B0123456/s3cr3t%2Fpath', 'Cannot POST …'],
  ['the path with its query', `no ${new URL(secrets.url).pathname}?auth=q3ry-s3cr3t here`, 'no … here'],
  ['a part of the path', 'no_service s3cr3t%2Fpath', 'no_service …'],
  ['a part of the path, decoded', 'no_service s3cr3t/path', 'no_service …'],
  ['a part of the query', 'bad key q3ry-s3cr3t', 'bad key …'],
  ['the token', 'bad header: Bearer tk_s3cr3t', 'bad header: Bearer …'],
  ['a signing secret', `not signed with whsec_${key}`, 'not signed with …'],
  ['its key', `not signed with ${key}`, 'not signed with …'],
  ['its key, URL-encoded', `?k=${encodeURIComponent(key)}`, '?k=…'],
])('replaces %s', (_what, text, expected) => {
  expect(redact(text, secrets)).toBe(expected)
})

it('leaves the rest as it is', () => {
  const text = 'invalid_payload: a/b ? & = https://example.com/ whsec_'
  expect(redact(text, { url: 'https://example.com/' })).toBe(text)
  expect(redact(text, {})).toBe(text)
})
