import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelListSchema } from '@modelkeep/catalog/contract/models'
import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const models = Array.from({ length: 30 }, (_, nr) => exampleModel(`a/model-${nr}`))
const all = (fields: Record<string, unknown>): unknown[] => models.map((model) => ({ ...model, ...fields }))
let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models })
  database = await createTestDatabase()
  app = await startHttpApp({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

async function syncOf(list: unknown[]): Promise<Sync> {
  upstream.setModels(list)
  return (await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).json<{ data: Sync }>().data
}

const served = async (path = '/api/models'): Promise<Record<string, unknown>[]> =>
  (await app.send(path)).json<{ data: Record<string, unknown>[] }>().data

describe('a field that no id, price or filter needs', () => {
  it.each<[string, Record<string, unknown>]>([
    ['benchmarks null', { benchmarks: null }],
    ['benchmarks a text', { benchmarks: 'soon' }],
    ['reasoning null', { reasoning: null }],
    ['reasoning a flag', { reasoning: true }],
    ['links null', { links: null }],
    ['a fraction of a token', { top_provider: { context_length: 8, max_completion_tokens: 4096.5 } }],
    ['per_request_limits a text', { per_request_limits: 'none' }],
    ['default_parameters a list', { default_parameters: [] }],
    ['supported_voices a text', { supported_voices: 'alloy' }],
    ['description null', { description: null }],
    ['knowledge_cutoff a number', { knowledge_cutoff: 2024 }],
    ['canonical_slug null', { canonical_slug: null }],
  ])('is served unchanged with another type, and prices go on: %s', async (_, fields) => {
    const events: unknown[] = []
    const listener = (event: unknown): void => void events.push(event)
    app.app.events.on('unexpected_field', listener)
    const price = `0.${Math.random().toFixed(8).slice(2)}1`
    const list = all({ ...fields, pricing: { prompt: price, completion: '1' } })
    expect(await syncOf(list)).toMatchObject({ status: 'applied', changed: 30 })
    app.app.events.off('unexpected_field', listener)
    expect(events).toHaveLength(1) // one for each field, not for each model
    expect(events[0]).toMatchObject({ models: 30 })
    expect((await served())[0]).toEqual(list[0])
    expect((await app.send('/api/models?q=model&sort=newest')).status).toBe(200)
    expect((await app.send('/api/changes?limit=5')).status).toBe(200)
    expect((await app.send('/api/models/a/model-1/history')).status).toBe(200)
    expect((await app.send('/api/models?use_rss=true')).status).toBe(200)
    const typed = (await app.send('/api/v1/models')).json()
    expect(modelListSchema.safeParse(typed).success).toBe(true)
    expect((typed as { data: { pricing: unknown }[] }).data[0]!.pricing).toMatchObject({ prompt: price })
  })
})

describe('a field that filters need', () => {
  it('is quarantined with another type on every model, until an administrator approves the list', async () => {
    await syncOf(models)
    const list = all({ context_length: '128k', created: '2026-01-01', pricing: { prompt: '0.5', completion: '1' } })
    expect(await syncOf(list)).toMatchObject({ status: 'quarantined' })
    expect(await served()).toEqual(models)
    const { data } = (await app.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: Quarantined[] }>()
    const path = `/api/quarantine/${data[0]!.id}/approve`
    expect((await app.send({ method: 'POST', path, headers: asAdmin })).status).toBe(200)
    expect(await served()).toEqual(list)
    expect((await app.send('/api/models?context=1')).json()).toMatchObject({ total_count: 0 })
    expect(modelListSchema.safeParse((await app.send('/api/v1/models')).json()).success).toBe(true)
    await syncOf(models)
  })
})
