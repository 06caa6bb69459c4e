import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

/** Parts that are loaded on first use. Loading fails for those named here. */
const broken = vi.hoisted(() => new Set<string>())
const unless = vi.hoisted(() => (part: string) => {
  if (broken.has(part)) throw new Error(`EMFILE: too many open files, open ${part}`)
})
vi.mock('../../../src/http/router.js', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../../src/http/router.js')>()
  return {
    createRouter: (...args: Parameters<typeof real.createRouter>) => (unless('express'), real.createRouter(...args)),
  }
})
vi.mock('undici', async (importOriginal) => {
  const { Pool } = await importOriginal<typeof import('undici')>()
  class FailingPool extends Pool {
    constructor(...args: ConstructorParameters<typeof Pool>) {
      unless('undici')
      super(...args)
    }
  }
  return { Pool: FailingPool }
})

let upstream: FakeUpstream
let app: HttpApp
beforeEach(async () => {
  upstream = await startFakeUpstream()
})
afterEach(async () => {
  broken.clear()
  await app.stop()
  await upstream.close()
})

const statusOf = async (path: string): Promise<number> => (await app.send(path)).status

it('routes requests as soon as Express can be loaded, however often that failed before', async () => {
  broken.add('express')
  app = await startHttpApp()
  expect([await statusOf('/livez'), await statusOf('/api/models'), await statusOf('/livez')]).toEqual([500, 200, 500])
  broken.clear()
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 200])
})

it('holds a request for the list until the first catalogue is loaded, for 5 s at most', async () => {
  app = await startHttpApp({}, { started: false })
  const early = [statusOf('/api/models'), statusOf('/api/models/count?free=true'), statusOf('/api/v1/models')]
  await app.app.start()
  expect(await Promise.all(early)).toEqual([200, 200, 200])
  await app.stop()
  const clock = createFakeClock()
  app = await startHttpApp({}, { started: false, clock })
  const waiting = clock.pending()
  const none = statusOf('/api/models')
  await vi.waitUntil(() => clock.pending() > waiting)
  await clock.advance(5_000)
  expect(await none).toBe(503)
})

it('fetches as soon as undici can be loaded, and can be stopped before', async () => {
  broken.add('undici')
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  const refresh = async () =>
    (await app.send({ path: '/api/refresh', method: 'POST', headers: asAdmin })).json<{ data?: { status: string } }>()
      .data?.status
  expect(await refresh()).not.toBe('applied')
  await app.stop()
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  expect(await refresh()).not.toBe('applied')
  broken.clear()
  expect(await refresh()).toBe('applied')
})
