import { afterAll, beforeAll, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { startTestApp, until, type TestApp } from '../helpers/test-app.js'

const maxWaiting = 100

let upstream: FakeUpstream
let database: TestDatabase
let port: TcpFaultProxy
let app: TestApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
  app = await startTestApp({
    DATABASE_URL: port.url,
    OPENROUTER_BASE_URL: upstream.url,
    ADMIN_TOKEN: 'an-admin-token-of-16',
  })
  await until(async () => ((await app.json<{ data?: unknown[] }>('/api/syncs')).data ?? []).length > 0)
})
afterAll(async () => {
  await app?.stop()
  await port?.close()
  await upstream?.close()
  await database?.drop()
})

it('leaves connections for syncs during many historical requests', async () => {
  const responding = Array.from({ length: 150 }, (_, nr) =>
    app
      .fetch(`/api/models?as_of=${new Date(Date.now() - nr * 1_000).toISOString()}`)
      .then((response) => response.arrayBuffer()),
  )
  const { max } = app.app.sync.db.status().pool
  let most = 0
  for (const one of responding)
    void one.then(
      () => (most = Math.max(most, app.app.sync.db.status().pool.total - app.app.sync.db.status().pool.idle)),
    )
  expect((await app.app.revalidation.refresh())?.status).toBe('unchanged')
  await Promise.all(responding)
  expect(most).toBeLessThan(max)
})

it('limits the requests that wait for a slow database, rejects the others at once, and recovers', async () => {
  await port.set({ kind: 'blackHole' })
  const responding = Array.from({ length: 400 }, async (_, nr) => {
    const response = await app.fetch(`/api/syncs?limit=${1 + nr}`)
    await response.arrayBuffer()
    return { status: response.status, retryAfter: response.headers.get('retry-after') }
  })
  const early: number[] = []
  for (const one of responding) void one.then(({ status }) => early.push(status))
  await until(() => early.length >= 400 - maxWaiting - 3) // rejected while the database responds to nothing
  expect(early.every((status) => status === 503)).toBe(true)
  expect(port.connections().open).toBeLessThanOrEqual(10)
  expect(app.app.sync.db.status().pool.waiting).toBe(0)
  expect((await app.fetch('/api/models?limit=1')).status).toBe(200)
  await port.set({ kind: 'pass' })
  const responses = await Promise.all(responding)
  for (const { retryAfter } of responses.filter(({ status }) => status !== 200))
    expect(retryAfter).toMatch(/^(?:2|10)$/)
  await until(async () => (await app.fetch('/api/syncs')).status === 200)
  expect((await app.app.revalidation.refresh())?.status).toBe('unchanged')
})
