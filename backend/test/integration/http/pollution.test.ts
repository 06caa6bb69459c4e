import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

/** As text, since a literal would set the prototype. */
const poisons = [
  '"__proto__":{"polluted":"yes"}',
  '"constructor":{"prototype":{"polluted":"yes"}}',
  '"prototype":{"polluted":"yes"}',
]
/** Inserts the keys into every object that starts with one of these names. */
const poisoned = (
  models: readonly unknown[],
  poison: string,
  names = 'data|id|modality|context_length|deep|deeper|x',
): string => JSON.stringify({ data: models }).replaceAll(new RegExp(`\\{"(?=(?:${names})")`, 'g'), `{${poison},"`)

const odd = exampleModel('a/odd', {
  unknown_field: { deep: [{ deeper: { x: 1 } }] },
  pricing: { prompt: '0.1', completion: '0.2', overrides: [{ min_prompt_tokens: 1, prompt: '0.3' }] },
})
const clean = [odd, ...Array.from({ length: 29 }, (_, nr) => exampleModel(`a/m${nr}`))]

let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: clean })
  database = await createTestDatabase()
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url, DATABASE_URL: database.url })
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

function expectClean(): void {
  expect([
    ({} as Record<string, unknown>)['polluted'],
    ([] as unknown as Record<string, unknown>)['polluted'],
    (Object as unknown as Record<string, unknown>)['polluted'],
    Object.keys(Object.prototype),
  ]).toEqual([undefined, undefined, undefined, []])
}

const refreshed = async (body: string): Promise<unknown> => {
  upstream.fault({ kind: 'raw', body })
  return (await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).json<{ data: unknown }>().data
}

describe.each(poisons)('in an upstream payload, %s', (poison) => {
  it('breaks only the model that contains it, at any depth', async () => {
    for (const name of ['hugging_face_id', 'modality', 'deep', 'x', 'min_prompt_tokens']) {
      upstream.fault(null)
      await refreshed(JSON.stringify({ data: clean }))
      const newer = clean.map((model) => ({ ...model, name: 'Newer' }))
      const body = JSON.stringify({ data: newer }).replace(
        new RegExp(`([{,])"${name}"`),
        (_, before: string) => `${before}${poison},"${name}"`,
      )
      expect(await refreshed(body)).toMatchObject({ status: 'applied', changed: 29 })
      expect((await app.send('/api/models/a/odd')).json()).toMatchObject({ data: odd })
      expect((await app.send('/api/models/a/m1')).json()).toMatchObject({ data: { name: 'Newer' } })
    }
    expectClean()
  })

  it('quarantines the whole list if every model contains it', async () => {
    expect(await refreshed(poisoned(clean, poison))).toMatchObject({
      status: 'quarantined',
      detail: expect.stringContaining('a forbidden key'),
    })
    expectClean()
  })

  it('appears in no response and in no table of models', async () => {
    for (const path of [
      '/api/models',
      '/api/v1/models',
      '/api/models/a/odd',
      '/api/models?fields=id,unknown_field',
      '/api/facets',
      '/api/changes',
      '/api/syncs',
      '/api/models/a/odd/history',
      '/api/models?use_rss=true',
    ]) {
      const response = await app.send(path)
      expect([path, response.status, response.text().includes('polluted')]).toEqual([path, 200, false])
    }
    const stored = await app.app.sync.db.query<{ text: string }>(
      'SELECT body::text AS text FROM model_contents UNION ALL SELECT body::text FROM ai_models',
    )
    for (const { text } of stored) expect(text).not.toContain('polluted')
  })
})

describe('prototype keys in a request', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    '__proto__[polluted]',
    'constructor.prototype.polluted',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
  ]

  it.each(names)('are rejected by name in a query: %s', async (name) => {
    for (const path of [
      '/api/models',
      '/api/facets',
      '/api/changes',
      '/api/syncs',
      '/api/diff',
      '/livez',
      '/metrics',
    ]) {
      const response = await app.send(`${path}?${encodeURIComponent(name)}=yes`)
      expect([path, response.status, response.json<{ parameter: string }>().parameter]).toEqual([path, 400, name])
    }
    expectClean()
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('are rejected by name in a body: %s', async (name) => {
    const response = await app.send({
      method: 'POST',
      path: '/api/cache/invalidate',
      headers: { ...asAdmin, 'Content-Type': 'application/json' },
      body: `{"key":"/api/models","${name}":{"polluted":"yes"}}`,
    })
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      400,
      expect.stringContaining(`"${name}"`),
    ])
    expectClean()
  })

  it.each(['__proto__', 'constructor', 'toString'])('match nothing as values: %s', async (value) => {
    for (const name of ['ids', 'fields', 'sort', 'category'])
      expect((await app.send(`/api/models?${name}=${value}`)).status).toBe(400)
    for (const name of ['q', 'model_authors', 'arch'])
      expect((await app.send(`/api/models?${name}=${value}`)).json()).toMatchObject({ data: [] })
    expect((await app.send(`/api/models/a/${value}`)).status).toBe(404)
    expectClean()
  })
})
