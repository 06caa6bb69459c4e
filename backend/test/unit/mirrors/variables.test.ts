import { expect, it } from 'vitest'
import { readConfig, secretsOf } from '../../../src/config.js'

it('mirrors nothing unless it is told to', () => {
  expect(readConfig({}).mirrors).toEqual({ urls: {} })
  expect(readConfig({ MIRROR: 'models.dev, litellm' }).mirrors.urls).toEqual({
    'models.dev': 'https://models.dev/api.json',
    litellm: 'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
  })
})

it.each([
  [{ MIRROR: 'models.dev,openai' }, 'MIRROR must be a comma-separated list of models.dev, litellm'],
  [{ MODELS_DEV_URL: 'ftp://user:s3cr3t@example.com' }, 'MODELS_DEV_URL must be an http:// or https:// URL'],
  [{ LITELLM_URL: 'http://user:s3cr3t%@example.com' }, 'LITELLM_URL must be an http:// or https:// URL'],
])('refuses %j', (env, message) => {
  expect(() => readConfig(env)).toThrow(message)
  expect(() => readConfig(env)).not.toThrow(/s3cr3t/)
})

it('keeps the passwords of its URLs secret', () => {
  const MODELS_DEV_URL = 'https://user:p%40ssword-1@example.com/api.json'
  expect(secretsOf(readConfig({ MIRROR: 'models.dev', MODELS_DEV_URL }))).toEqual(['p%40ssword-1', 'p@ssword-1'])
})
