import { expect, it } from 'vitest'
import { readConfig, secretsOf } from '../../../src/config.js'

it('the key and the password of the mail server are secrets of the program', () => {
  const key = Buffer.alloc(32, 3).toString('base64')
  const smtp = 'smtp://user:p%40ss-of-mail@mail.example.com?from=a@example.com'
  const secrets = secretsOf(readConfig({ WATCH_SECRET_KEY: key, SMTP_URL: smtp }))
  expect(secrets).toEqual([key, 'p%40ss-of-mail', 'p@ss-of-mail'])
})

it.each([
  'smtp://mail.example.com',
  'http://a@example.com@mail',
  'smtp://a%40b:p%@mail.example.com',
  'mail.example.com',
])('refuses an SMTP_URL without a sender, or that cannot be read, and does not show it: %s', (url) => {
  expect(() => readConfig({ SMTP_URL: url })).toThrow(
    /^invalid configuration:\n {2}- SMTP_URL must be a URL such as [^%]+$/,
  )
})
