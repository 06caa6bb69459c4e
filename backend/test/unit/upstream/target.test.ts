import { expect, it } from 'vitest'
import { createTarget } from '../../../src/upstream/target.js'

it.each([
  ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1/models?output_modalities=all'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/models?output_modalities=all'],
  [
    'https://user:pass@proxy.example/or/api/v1//?output_modalities=text&t=1#x',
    'https://proxy.example/or/api/v1/models?output_modalities=all&t=1',
  ],
])('the list of %s is at %s', (baseUrl, expected) => {
  expect(createTarget(baseUrl, undefined).url.href).toBe(expected)
})

it('lists secrets in every form in which they are configured or sent', () => {
  const { secrets } = createTarget('https://us%40er:p%2Fw@host.example/', 'the-key')
  expect(secrets).toEqual(['the-key', 'us@er', 'p/w', Buffer.from('us@er:p/w').toString('base64'), 'us%40er', 'p%2Fw'])
})
