import { expect, it } from 'vitest'
import { banner, type BannerFacts } from '../../../src/cli/banner.js'

const facts: BannerFacts = {
  url: 'http://127.0.0.1:3001',
  hasPage: true,
  database: 'embedded PostgreSQL 18.4 in ./data',
  upstream: 'https://openrouter.ai/api/v1',
  modelCount: 402,
  tier: 'upstream',
  ageSeconds: 3,
  lastUpstreamError: null,
}

it('links the page first, then the API', () => {
  expect(banner(facts).trimStart().split('\n').slice(0, 2)).toEqual([
    'Modelkeep  http://127.0.0.1:3001/',
    '  API        http://127.0.0.1:3001/api/models',
  ])
})

it('links only the API if the page is not built', () => {
  expect(banner({ ...facts, hasPage: false })).toContain('  Modelkeep  http://127.0.0.1:3001/api/models\n  database')
})

it('says how old the catalogue is, and from where', () => {
  expect(banner(facts)).toContain('catalogue  402 models from upstream, confirmed 3 s ago\n')
})

it.each([
  [
    'mirror refused the connection after 1 ms',
    'OpenRouter could not be reached: mirror refused the connection after 1 ms',
  ],
  [null, 'OpenRouter has not responded yet'],
])('explains the seed, and why it is served: %s', (lastUpstreamError, why) => {
  const seed: BannerFacts = { ...facts, tier: 'seed', ageSeconds: 19 * 86_400, lastUpstreamError }
  expect(banner(seed)).toContain(`catalogue  402 models shipped with the program, 19 days old; ${why}\n`)
})
