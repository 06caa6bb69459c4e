import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { startTestApp, until, type TestApp } from '../helpers/test-app.js'

const waitingAtMost = 100

/** Lets all pass, or keeps back what is asked until it is told to go on: a database that has become slow. */
async function startSlowPort(databaseUrl: string) {
  const target = new URL(databaseUrl)
  let held: (() => void)[] | null = null
  let open = 0
  const server: Server = createServer((client) => {
    open++
    const upstream = connect(Number(target.port), target.hostname)
    client.on('data', (chunk) => (held === null ? upstream.write(chunk) : held.push(() => upstream.write(chunk))))
    upstream.pipe(client)
    for (const socket of [client, upstream]) socket.on('error', () => {})
    client.on('close', () => (open--, upstream.destroy()))
    upstream.on('close', () => client.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    open: () => open,
    hold: () => (held = []),
    held: () => held?.length ?? 0,
    goOn: () => {
      for (const write of held?.splice(0) ?? []) write()
      held = null
    },
    close: () => server.close(),
  }
}

let upstream: FakeUpstream
let database: TestDatabase
let port: Awaited<ReturnType<typeof startSlowPort>>
let app: TestApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
  database = await createTestDatabase()
  port = await startSlowPort(database.url)
  app = await startTestApp({ DATABASE_URL: port.url, OPENROUTER_BASE_URL: upstream.url, ADMIN_TOKEN: 'an-admin-token-of-16' })
  await until(async () => ((await app.json<{ data?: unknown[] }>('/api/syncs')).data ?? []).length > 0)
})
afterAll(async () => {
  port?.goOn()
  await app?.stop()
  port?.close()
  await upstream?.close()
  await database?.drop()
})

it('leaves connections to syncs, however much is asked of the past', async () => {
  const asked = Array.from({ length: 150 }, (_, nr) => app.fetch(`/api/models?as_of=${new Date(Date.now() - nr * 1_000).toISOString()}`).then((answer) => answer.arrayBuffer()))
  const { max } = app.app.sync.db.status().pool
  let most = 0
  for (const one of asked) void one.then(() => (most = Math.max(most, app.app.sync.db.status().pool.total - app.app.sync.db.status().pool.idle)))
  expect((await app.app.revalidation.refresh())?.status).toBe('unchanged')
  await Promise.all(asked)
  expect(most).toBeLessThan(max)
})

it('keeps few requests waiting for a slow database, refuses the others at once, goes on with the catalogue, and is as before afterwards', async () => {
  port.hold()
  const asked = Array.from({ length: 400 }, async (_, nr) => {
    const answer = await app.fetch(`/api/syncs?limit=${1 + nr}`)
    await answer.arrayBuffer()
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') }
  })
  const early: number[] = []
  for (const one of asked) void one.then(({ status }) => early.push(status))
  await until(() => early.length >= 400 - waitingAtMost - 3) // refused while nothing is answered at all
  expect(early.every((status) => status === 503)).toBe(true)
  expect(port.open()).toBeLessThanOrEqual(10)
  expect(app.app.sync.db.status().pool.waiting).toBe(0)
  expect((await app.fetch('/api/models?limit=1')).status).toBe(200)
  port.goOn()
  const answers = await Promise.all(asked)
  for (const { retryAfter } of answers.filter(({ status }) => status !== 200)) expect(retryAfter).toMatch(/^(?:2|10)$/)
  await until(async () => (await app.fetch('/api/syncs')).status === 200)
  expect((await app.app.revalidation.refresh())?.status).toBe('unchanged')
})
