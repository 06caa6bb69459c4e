import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { Answer } from '../../contract/helpers/http-client.js'
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

const post = (path: string): Promise<Answer> => app.send({ method: 'POST', path, headers: asAdmin })
const quarantine = async (): Promise<Quarantined[]> =>
  (await app.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: Quarantined[] }>().data
const served = async (): Promise<unknown[]> => (await app.send('/api/models')).json<{ data: unknown[] }>().data
const approve = (id: unknown): Promise<Answer> => post(`/api/quarantine/${String(id)}/approve`)

async function syncOf(models: unknown[]): Promise<Sync> {
  upstream.setModels(models)
  return (await post('/api/refresh')).json<{ data: Sync }>().data
}

async function keptAside(models: unknown[], reason: string): Promise<Quarantined> {
  await syncOf(models)
  const [newest] = await quarantine()
  expect(newest).toMatchObject({ reason, approved_at: null })
  return newest!
}

describe('the quarantine', () => {
  it('shows what was kept aside, one entry a distinct payload, newest first', async () => {
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

  it('does not show what is in it to who has no token', async () => {
    expect((await app.send('/api/quarantine')).status).toBe(401)
  })
})

describe('the approval of a list that lost many models', () => {
  it('serves it from then on, as of the time at which it was last seen, and has it in the log', async () => {
    const half = many.slice(0, 15)
    const entry = await keptAside(
      half.map((model) => ({ ...model, context_length: 9 })),
      'shrunk',
    )
    expect(await served()).toEqual(many)
    const answer = await approve(entry.id)
    expect([answer.status, answer.json<{ data: Sync }>().data]).toEqual([
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

  it('happens once: the second time is a 409 that says when it was', async () => {
    const [entry] = await quarantine()
    const answer = await approve(entry!.id)
    expect([answer.status, answer.json<{ detail: string }>().detail]).toEqual([
      409,
      `it was approved at ${entry!.approved_at}`,
    ])
  })

  it('can happen again after the list had come back whole, and was lost again', async () => {
    const half = many.slice(0, 15).map((model) => ({ ...model, context_length: 9 }))
    await syncOf(many)
    await syncOf(half)
    const [entry] = await quarantine()
    expect(entry).toMatchObject({ times: 2, approved_at: expect.any(String) })
    expect((await approve(entry!.id)).status).toBe(200)
    expect(await served()).toHaveLength(15)
    await syncOf(many)
  })

  it('is a 409 where a good list has come since', async () => {
    const entry = await keptAside(many.slice(0, 12), 'shrunk')
    await syncOf(many)
    const answer = await approve(entry.id)
    expect([answer.status, answer.json<{ detail: string }>().detail]).toEqual([
      409,
      'a valid list has arrived since; this one is outdated',
    ])
    expect(await served()).toEqual(many)
  })

  it('is a 409 for one broken model, which keeps its last good version', async () => {
    const entry = await keptAside([...many.slice(0, -1), { ...many.at(-1), name: 5 }], 'broken_model')
    const answer = await approve(entry.id)
    expect([answer.status, answer.json<{ detail: string }>().detail]).toEqual([
      409,
      expect.stringContaining('broken_model'),
    ])
  })

  it('is a 409 for what is no list at all', async () => {
    const entry = await keptAside([], 'empty')
    expect((await approve(entry.id)).status).toBe(409)
  })

  it('is a 409, and stays open, where the list has more wrong with it than its loss', async () => {
    const entry = await keptAside(many.slice(0, 12), 'shrunk')
    await app.app.sync.db.query(
      'UPDATE quarantined_payloads SET body = (SELECT body FROM quarantined_payloads WHERE reason = $1), last_observed_at = now() WHERE id = $2',
      ['empty', entry.id],
    )
    const answer = await approve(entry.id)
    expect([answer.status, answer.json<{ detail: string }>().detail]).toEqual([409, expect.stringContaining('empty')])
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
    'is a 400 for what is no id: %s',
    async (id) => {
      expect((await approve(id)).json()).toMatchObject({
        status: 400,
        detail: `the id of a quarantined payload is a whole number, not ${JSON.stringify(decodeURIComponent(id))}`,
      })
    },
  )
})
