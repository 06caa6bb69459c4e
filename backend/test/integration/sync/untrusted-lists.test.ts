import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

const models = Array.from({ length: 457 }, (_, nr) => exampleModel(`a/model-${nr}`))
let upstream: FakeUpstream
let clock: FakeClock
let app: HttpApp

beforeEach(async () => {
  upstream = await startFakeUpstream({ models })
  clock = createFakeClock(Date.parse('2026-09-01T12:00:00Z'))
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock })
})
afterEach(async () => {
  await app.stop()
  await upstream.close()
})

async function refresh(): Promise<{ status: number; sync: Sync }> {
  const { status, json } = await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
  return { status, sync: json<{ data: Sync }>().data }
}

const served = async (): Promise<number> =>
  (await app.send('/api/models/count')).json<{ data: { count: number } }>().data.count

it.each([
  ['fewer models than its total_count', { data: models.slice(0, 380), total_count: 457, links: { next: null } }],
  ['more models than its total_count', { data: models, total_count: 380, links: { next: null } }],
])('quarantines a list with %s as truncated, and removes nothing', async (_, body) => {
  upstream.fault({ kind: 'raw', body: JSON.stringify(body) })
  const { sync } = await refresh()
  expect(sync).toMatchObject({ status: 'quarantined', removed: 0 })
  expect(sync.detail).toMatch(/^truncated: the list holds \d+ models, its total_count says \d+$/)
  expect(await served()).toBe(457)
})

it.each([7_200, 86_400])('syncs again a few intervals after a Retry-After of %d s', async (seconds) => {
  upstream.fault({ kind: 'status', code: 429, headers: { 'retry-after': String(seconds) } })
  expect((await refresh()).sync.status).toBe('failed')
  upstream.fault(null)
  upstream.setModels(models.slice(1))
  for (let interval = 0; interval < 4 && (await served()) === 457; interval++) {
    const next = app.nextSync()
    await clock.advance(240_000)
    await next
  }
  expect(await served()).toBe(456)
})

it('lets an administrator refresh at once after a Retry-After', async () => {
  upstream.fault({ kind: 'status', code: 429, headers: { 'retry-after': '7200' } })
  await refresh()
  upstream.fault(null)
  expect(await refresh()).toMatchObject({ status: 200, sync: { status: 'unchanged' } })
})
