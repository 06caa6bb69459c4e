import { afterAll, beforeAll, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { heldBytes } from '../helpers/garbage.js'
import { startManyClients, type ManyClients } from '../helpers/many-clients.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { startTestApp, until, type TestApp } from '../helpers/test-app.js'

const readers = 1_000
const priced = (prompt: string) =>
  Array.from({ length: 12 }, (_, nr) =>
    exampleModel(`a/model-${nr}`, { pricing: { prompt: nr === 0 ? prompt : '0.1', completion: '0' } }),
  )

let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
let held: ManyClients | undefined
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: priced('0.001') })
  database = await createTestDatabase()
  app = await startTestApp({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })
  await until(async () => ((await app.json<{ data?: unknown[] }>('/api/syncs')).data ?? []).length > 0)
})
afterAll(async () => {
  await held?.end()
  await app?.stop()
  await upstream?.close()
  await database?.drop()
})

it(`${readers} stream subscribers cost less than 32 KB each, all receive each change, and release their memory`, async () => {
  await (await app.fetch('/api/changes?limit=1')).arrayBuffer()
  const before = heldBytes()
  held = startManyClients(Number(new URL(app.url).port), readers, '/api/changes/stream')
  await held.until(({ answered }) => answered === readers)
  expect((heldBytes() - before) / readers).toBeLessThan(32 * 1024)
  for (const prompt of ['0.002', '0.003']) {
    upstream.setModels(priced(prompt))
    await app.app.revalidation.refresh()
  }
  await held.until(({ changes }) => changes === 2 * readers)
  expect((await app.fetch('/api/models?limit=1')).status).toBe(200)
  await held.end()
  await until(() => new Promise((resolve) => app.app.server.getConnections((_error, open) => resolve(open <= 3)))) // connections of `fetch` stay open for a while
  await until(() => heldBytes() - before < 8 * 1024 ** 2)
  expect(app.app.server.listening).toBe(true)
}, 60_000)
