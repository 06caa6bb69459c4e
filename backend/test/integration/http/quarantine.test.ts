import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const many = Array.from({ length: 30 }, (_, nr) => exampleModel(`author/model-${nr}`))
let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: many })
  database = await createTestDatabase()
  app = await startHttpApp({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

const post = (path: string): Promise<ReceivedResponse> => app.send({ method: 'POST', path, headers: asAdmin })
const quarantine = async (): Promise<Quarantined[]> =>
  (await app.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: Quarantined[] }>().data
const served = async (): Promise<unknown[]> => (await app.send('/api/models')).json<{ data: unknown[] }>().data
const approve = (id: unknown): Promise<ReceivedResponse> => post(`/api/quarantine/${String(id)}/approve`)

async function syncOf(models: unknown[]): Promise<Sync> {
  upstream.setModels(models)
  return (await post('/api/refresh')).json<{ data: Sync }>().data
}

async function quarantined(models: unknown[], reason: string): Promise<Quarantined> {
  await syncOf(models)
  const [newest] = await quarantine()
  expect(newest).toMatchObject({ reason, approved_at: null })
  return newest!
}

describe('the quarantine', () => {
  it('lists quarantined payloads, one entry per distinct payload, newest first', async () => {
    const half = many.slice(0, 15)
    await syncOf(half)
    await syncOf(half)
    await syncOf(many.slice(0, 10))
    const entries = await quarantine()
    expect(entries).toMatchObject([
      { reason: 'shrunk', times: 1, model_id: null, detail: expect.stringContaining('20 of 30') },
      { reason: 'shrunk', times: 2, model_id: null, detail: expect.stringContaining('15 of 30') },
    ])
    expect(entries[1]!.bytes).toBeGreaterThan(1_000)
    await syncOf(many)
  })

  it('requires the token', async () => {
    expect((await app.send('/api/quarantine')).status).toBe(401)
  })
})

describe('approving a list that shrank', () => {
  it('serves and logs it, dated when it was last seen', async () => {
    const half = many.slice(0, 15)
    const entry = await quarantined(
      half.map((model) => ({ ...model, context_length: 9 })),
      'shrunk',
    )
    expect(await served()).toEqual(many)
    const response = await approve(entry.id)
    expect([response.status, response.json<{ data: Sync }>().data]).toEqual([
      200,
      expect.objectContaining({
        status: 'applied',
        source: 'approval',
        removed: 15,
        changed: 15,
        model_count: 15,
        observed_at: entry.last_observed_at,
      }),
    ])
    expect(await served()).toHaveLength(15)
    expect((await app.send('/api/models/author/model-29')).status).toBe(404)
    expect((await app.send('/api/syncs?limit=1')).json()).toMatchObject({
      data: [{ source: 'approval', status: 'applied' }],
    })
    expect((await quarantine())[0]).toMatchObject({ id: entry.id, approved_at: expect.any(String) })
  })

  it('is a 409 with the time of the approval if it was approved before', async () => {
    const [entry] = await quarantine()
    const response = await approve(entry!.id)
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      409,
      `it was approved at ${entry!.approved_at}`,
    ])
  })

  it('is possible again after the models returned and were lost again', async () => {
    const half = many.slice(0, 15).map((model) => ({ ...model, context_length: 9 }))
    await syncOf(many)
    await syncOf(half)
    const [entry] = await quarantine()
    expect(entry).toMatchObject({ times: 2, approved_at: expect.any(String) })
    expect((await approve(entry!.id)).status).toBe(200)
    expect(await served()).toHaveLength(15)
    await syncOf(many)
  })

  it('is a 409 if a good list has arrived since', async () => {
    const entry = await quarantined(many.slice(0, 12), 'shrunk')
    await syncOf(many)
    const response = await approve(entry.id)
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      409,
      'a valid list has arrived since; this one is outdated',
    ])
    expect(await served()).toEqual(many)
  })

  it('is a 409 for a broken model, which keeps its last good version', async () => {
    const entry = await quarantined([...many.slice(0, -1), { ...many.at(-1), name: 5 }], 'broken_model')
    const response = await approve(entry.id)
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      409,
      expect.stringContaining('broken_model'),
    ])
  })

  it('is a 409 for a payload without a list', async () => {
    const entry = await quarantined([], 'empty')
    expect((await approve(entry.id)).status).toBe(409)
  })

  it('is a 409 and not recorded if the list has other faults', async () => {
    const entry = await quarantined(many.slice(0, 12), 'shrunk')
    await app.app.sync.db.query(
      `UPDATE quarantined_payloads
       SET body = (SELECT body FROM quarantined_payloads WHERE reason = $1), last_observed_at = now() WHERE id = $2`,
      ['empty', entry.id],
    )
    const response = await approve(entry.id)
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      409,
      expect.stringContaining('empty'),
    ])
    expect((await quarantine()).find(({ id }) => id === entry.id)).toMatchObject({ approved_at: null })
    await syncOf(many)
  })

  it.each(['999999', '0', '999999999999999'])('is a 404 for an unknown id: %s', async (id) => {
    expect((await approve(id)).json()).toMatchObject({
      status: 404,
      detail: `there is no quarantined payload with the id ${id}`,
    })
  })

  it.each(['seven', '-1', '1.5', '1e3', '9999999999999999', '%20', '1%2F2', '1;drop', 'null'])(
    'is a 400 for an invalid id: %s',
    async (id) => {
      expect((await approve(id)).json()).toMatchObject({
        status: 400,
        detail: `the id of a quarantined payload is a whole number, not ${JSON.stringify(decodeURIComponent(id))}`,
      })
    },
  )
})
