import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { ModelsHealth } from '@modelkeep/catalog/contract/health'
import { costOf } from '@modelkeep/catalog/cost/cost-of'
import { readUsage } from '@modelkeep/catalog/cost/read-usage'
import type { Model } from '@modelkeep/catalog/model/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { query } from '../../helpers/query.js'
import { until } from '../../helpers/test-app.js'
import { at, priced, startOverlayApp, type OverlayApp } from './helpers/overlay-app.js'

const own = (prompt: string): object => ({ prompt, completion: '0.2' })
const overlay = {
  models: [
    { id: 'acme/private', name: 'Acme Private', context_length: 32_768, pricing: own('0.005') },
    { id: 'b/replaced', name: 'Ours', pricing: own('0.006'), from: at(5) },
    { id: 'acme/ended', name: 'Ended', pricing: own('0.007'), from: at(1), to: at(15) },
  ],
  prices: [
    { id: 'a/one', pricing: own('0.008'), from: at(5), to: at(15) },
    { id: 'a/one', pricing: own('0.009'), from: at(15) },
    { id: 'b/gone', pricing: own('0.001') },
    { id: 'a/always', pricing: own('0.002') },
  ],
}
const published = [priced('a/one', '0.01'), priced('a/always', '0.03'), priced('b/replaced', '0.05')]

let app: OverlayApp
beforeAll(async () => {
  app = await startOverlayApp({ models: [...published, priced('b/gone', '0.04')], overlay })
  await app.syncAt(10, [priced('a/one', '0.02'), ...published.slice(1)])
  const shown = new Promise((resolve) => app.app.events.once('snapshot', resolve))
  await app.setDay(20)
  await shown
})
afterAll(() => app.stop())

type List = { data: (Model & { source?: string; published_pricing?: object })[]; total_count: number }
const list = (parameters = ''): Promise<List> => app.get(`/api/models${parameters}`)
const ids = async (parameters?: string): Promise<string[]> => (await list(parameters)).data.map(({ id }) => id)

describe('the catalogue with own prices', () => {
  it('shows them, keeps the published ones, and lists private models last', async () => {
    const { data, total_count: total } = await list()
    expect(total).toBe(4)
    expect(
      data.map(({ id, pricing, source, published_pricing }) => [id, pricing?.prompt, source, published_pricing]),
    ).toEqual([
      ['a/one', '0.009', 'overlay', { prompt: '0.02', completion: '0.1' }],
      ['a/always', '0.002', 'overlay', { prompt: '0.03', completion: '0.1' }],
      ['b/replaced', '0.006', 'overlay', { prompt: '0.05', completion: '0.1' }],
      ['acme/private', '0.005', 'overlay', undefined],
    ])
    expect(data[0]).toMatchObject({ name: 'Example: a/one', context_length: 128_000 })
    expect(data[2]!.name).toBe('Ours')
  })

  it('is what every response about current models shows', async () => {
    expect(await app.get('/api/models/count')).toEqual({ data: { count: 4 } })
    expect(await ids('?q=private')).toEqual(['acme/private'])
    expect(await ids('?model_authors=acme')).toEqual(['acme/private'])
    expect(await ids('?sort=pricing-low-to-high&limit=2')).toEqual(['a/always', 'acme/private'])
    expect(await app.get('/api/models/acme/private')).toMatchObject({ data: { source: 'overlay' } })
    expect((await app.get<List>('/api/v1/models')).data.map(({ id }) => id)).toContain('acme/private')
    expect((await list('?fields=id,source')).data[0]).toEqual({ id: 'a/one', source: 'overlay' })
    expect(JSON.stringify(await app.get('/api/facets'))).toContain('acme')
    expect((await app.send('/api/models?use_rss=true')).body.toString()).toContain('acme/private')
  })

  it('does not tell upstream the id of a private model', async () => {
    const before = app.upstream.requests.length
    expect((await app.send('/api/models/acme/private/endpoints')).status).toBe(404)
    expect(app.upstream.requests.length).toBe(before)
  })

  it.each([
    [0, ['a/one 0.01', 'a/always 0.002', 'b/replaced 0.05', 'b/gone 0.001', 'acme/private 0.005']],
    [
      5,
      ['a/one 0.008', 'a/always 0.002', 'b/replaced 0.006', 'b/gone 0.001', 'acme/private 0.005', 'acme/ended 0.007'],
    ],
    [15, ['a/one 0.009', 'a/always 0.002', 'b/replaced 0.006', 'acme/private 0.005']],
  ])('is as of day %i what its periods say', async (days, expected) => {
    const { data } = await list(`?as_of=${at(days)}`)
    expect(data.map(({ id, pricing }) => `${id} ${pricing?.prompt}`)).toEqual(expected)
    for (const model of data)
      expect((await app.get<{ data: Model }>(`/api/models/${model.id}?as_of=${at(days)}`)).data).toEqual(model)
  })

  it('has no private model outside its period', async () => {
    expect((await app.send(`/api/models/acme/ended?as_of=${at(15)}`)).status).toBe(404)
    expect((await app.send('/api/models/acme/ended')).status).toBe(404)
  })

  it('is described in /health/models', async () => {
    const { overlay: health, model_count: count } = await app.get<ModelsHealth>('/health/models')
    expect(health).toEqual({ file: 'own.json', models: 3, prices: 4, loaded_at: at(0), error: null })
    expect(count).toBe(4)
  })
})

describe('the cost of a call', () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5 }
  const price = (model: string, time?: string): Promise<{ data: CostRow }> =>
    app.get(`/api/cost?model=${model}&prompt_tokens=10&completion_tokens=5${time ? `&at=${time}` : ''}`)

  it('equals the cost by the catalogue as of its time', async () => {
    for (const days of [0, 1, 4.999, 5, 10, 14.999, 15, 19]) {
      for (const model of (await list(`?as_of=${at(days)}`)).data) {
        const { cost } = costOf(readUsage(usage, 'plain').usage, model, new Date(at(days)))
        expect([days, model.id, (await price(model.id, at(days))).data.cost]).toEqual([days, model.id, cost!.toFixed()])
      }
    }
  })

  it('says where its price is from, and from when to when', async () => {
    expect((await price('a/one', at(7))).data).toMatchObject({
      cost: '1.08',
      certainty: 'observed',
      price: { source: 'overlay', from: at(5), to: at(15), observed_at: null },
    })
    expect((await price('a/one', at(3))).data).toMatchObject({
      cost: '0.6',
      price: { source: 'openrouter', from: at(0), to: at(10), observed_at: at(0) },
    })
    expect((await price('acme/private')).data).toMatchObject({ cost: '1.05', price: { from: null, to: null } })
  })

  it('uses the own price of a removed model, and of one with a routing suffix', async () => {
    expect((await price('b/gone', at(12))).data).toMatchObject({ cost: '1.01', price: { source: 'overlay' } })
    expect((await price('acme/private:nitro', at(12))).data).toMatchObject({ cost: '1.05', model_id: 'acme/private' })
  })

  it('is not known outside the period of a private model', async () => {
    expect((await price('acme/ended', at(16))).data).toMatchObject({ cost: null, error: { code: 'unknown_price' } })
  })
})

describe('what is recorded', () => {
  it('holds nothing of the overlay: not in the database, not in the file, not in the spool', async () => {
    const tables = await query(
      app.database!.url,
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    )
    for (const { table_name: name } of tables) {
      const rows = await query(app.database!.url, `SELECT to_jsonb(t)::text AS row FROM "${String(name)}" t`)
      expect(JSON.stringify(rows), String(name)).not.toMatch(/overlay|acme\/|published_pricing|0\.009/)
    }
    const files = await readdir(app.dataDir, { recursive: true, withFileTypes: true })
    for (const file of files.filter((entry) => entry.isFile())) {
      const content = await readFile(join(file.parentPath, file.name), 'utf8')
      expect(content, file.name).not.toMatch(/"overlay"|acme\/|published_pricing/)
    }
    expect(files.length).toBeGreaterThan(0)
  })

  it('is what history, changes, differences and price stability show', async () => {
    const texts = await Promise.all(
      ['/api/models/a/one/history', '/api/changes', `/api/diff?from=${at(1)}&to=${at(20)}`, '/api/price-stability'].map(
        async (path) => (await app.send(path)).body.toString(),
      ),
    )
    for (const text of texts) expect(text).not.toMatch(/overlay|acme\/|0\.009/)
    expect(texts.every((text) => text.includes('a/one'))).toBe(true)
    expect((await app.send('/api/models/acme/private/history')).status).toBe(404)
    expect(await ids('?removed=true')).toEqual(['b/gone'])
  })
})

describe('without the database', () => {
  it('calls that need only the overlay still have a cost', async () => {
    await app.app.sync.db.close()
    await until(async () => (await app.send(`/api/models?as_of=${at(2)}&limit=1`)).status === 503)
    const priceAt = (model: string) => app.send(`/api/cost?model=${model}&prompt_tokens=10&at=${at(7)}`)
    const known = await priceAt('a/one')
    expect(known.json()).toMatchObject({ data: { cost: '0.08', price: { source: 'overlay' } } })
    expect(known.headers['cache-control']).toBe('no-store')
    expect((await priceAt('acme/private')).status).toBe(200)
    expect((await app.send(`/api/cost?model=a/one&prompt_tokens=10&at=${at(2)}`)).status).toBe(503)
  })
})
