import { expect, it } from 'vitest'
import { createSecretBox, SecretUnreadable } from '../../../src/watches/secret-box.js'

const box = createSecretBox(Buffer.alloc(32, 1))

it('opens what it sealed, and never seals alike', () => {
  const sealed = box.seal('whsec_ä')
  expect(box.open(sealed)).toBe('whsec_ä')
  expect(sealed.includes('whsec')).toBe(false)
  expect(box.seal('whsec_ä').equals(sealed)).toBe(false)
})

it('opens nothing that was changed, cut, or sealed with another key', () => {
  const sealed = box.seal('secret')
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => box.open(changed)).toThrow(SecretUnreadable)
    expect(() => box.open(sealed.subarray(0, at))).toThrow(SecretUnreadable)
  }
  expect(() => createSecretBox(Buffer.alloc(32, 2)).open(sealed)).toThrow('another WATCH_SECRET_KEY')
})
