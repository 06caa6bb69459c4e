// A quarantined document of a mirror: what the program reports, and how it is approved.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'
import { priceMap } from './helpers/mirror-fixture.js'
import { startMirrorSite, type MirrorSite } from './helpers/mirror-site.js'

const map = '/litellm/model_prices_and_context_window.json?mirror_only=true'
let site: MirrorSite
let database: TestDatabase
let app: HttpApp

beforeAll(async () => {
  site = await startMirrorSite({})
  database = await createTestDatabase()
  app = await startHttpApp({
    DATABASE_URL: database.url,
    MIRROR: 'litellm',
    LITELLM_URL: `${site.url}/prices.json`,
    SYNC_INTERVAL_SECONDS: '1',
  })
})
afterAll(async () => {
  await app.stop()
  await database.drop()
  await site.close()
})

const metric = async (name: string): Promise<number | null> => {
  const text = (await app.send('/metrics')).body.toString()
  const [, value] = new RegExp(`^modelkeep_mirror_${name}\\{mirror="litellm"\\} (.+)$`, 'm').exec(text) ?? []
  return value === undefined ? null : Number(value)
}
const metrics = async () => [await metric('entries'), await metric('quarantined')]

describe('the metrics of a mirror', () => {
  it('have no age and no entries without a copy', async () => {
    expect([...(await metrics()), await metric('age_seconds')]).toEqual([0, 0, null])
  })

  it('tell its age and entries, and whether a document is quarantined', async () => {
    site.publish('/prices.json', priceMap(2_000))
    await until(async () => (await app.send(map)).status === 200)
    expect(await metrics()).toEqual([2_000, 0])
    expect(await metric('age_seconds')).toBeLessThan(60)
    site.publish('/prices.json', priceMap(1_500))
    await until(async () => (await metric('quarantined')) === 1)
    expect(await metrics()).toEqual([2_000, 1])
    site.publish('/prices.json', priceMap(1_990))
    await until(async () => (await metric('quarantined')) === 0)
    expect(await metrics()).toEqual([1_990, 0])
  })
})

describe('the quarantine', () => {
  const quarantine = async (): Promise<Quarantined[]> =>
    (await app.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: Quarantined[] }>().data
  const approve = (id: number, headers: Record<string, string> = asAdmin) =>
    app.send({ method: 'POST', path: `/api/quarantine/${id}/approve`, headers })

  it('lists a document, and approves it: it is served, and nothing is quarantined any more', async () => {
    site.publish('/prices.json', priceMap(1_550))
    await until(async () => (await quarantine())[0]!.detail.includes('1,550'))
    const [entry] = await quarantine()
    expect(await metrics()).toEqual([1_990, 1])
    expect(entry).toMatchObject({ source: 'litellm', scope: null, reason: 'shrunk', approved_at: null })
    expect((await approve(entry!.id, {})).status).toBe(401)
    const response = await approve(entry!.id)
    const { data } = response.json<{ data: { observed_at: string } }>()
    expect([response.status, data]).toEqual([
      200,
      { mirror: 'litellm', status: 'applied', entries: 1_550, observed_at: data.observed_at },
    ])
    expect(await metrics()).toEqual([1_550, 0])
    expect((await app.send(map)).json()).toEqual(priceMap(1_550))
    expect((await quarantine())[0]!.approved_at).not.toBeNull()
    const health = (await app.send('/health/models')).json<{ mirrors: unknown[] }>()
    expect(health.mirrors).toMatchObject([{ source: 'litellm', quarantined: null }])
    const again = await approve(entry!.id)
    expect([again.status, again.json<{ detail: string }>().detail]).toEqual([
      409,
      expect.stringMatching(/^it was approved at /),
    ])
  })

  it('refuses a document after a valid one has arrived', async () => {
    const outdated = (await quarantine()).find(({ detail }) => detail.includes('1,500'))
    const response = await approve(outdated!.id)
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      409,
      'a valid document has arrived since; this one is outdated',
    ])
    expect(await metric('entries')).toBe(1_550)
  })

  it('does not count documents among the lists that wait for approval', async () => {
    site.publish('/prices.json', priceMap(4_000))
    await until(async () => (await quarantine())[0]!.reason === 'grown')
    // The number is counted after a scrape, and shown by the next one.
    await app.send('/metrics')
    await until(async () => (await app.send('/metrics')).body.toString().includes('modelkeep_quarantine_waiting '))
    expect((await app.send('/metrics')).body.toString()).toContain('modelkeep_quarantine_waiting 0')
  })

  it('refuses documents of a mirror that is not configured', async () => {
    const { id } = (await quarantine())[0]!
    const other = await startHttpApp({ DATABASE_URL: database.url })
    await until(async () => (await other.send({ path: '/api/quarantine', headers: asAdmin })).status === 200)
    const response = await other.send({ method: 'POST', path: `/api/quarantine/${id}/approve`, headers: asAdmin })
    await other.stop()
    expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
      409,
      'litellm is not mirrored here; MIRROR does not name it',
    ])
  })
})
