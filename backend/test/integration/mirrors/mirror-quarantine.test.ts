// A quarantined document of a mirror: what the program reports.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
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
