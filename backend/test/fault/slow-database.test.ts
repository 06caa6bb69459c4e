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
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: target.href,
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

it('keeps few requests waiting for a slow database, refuses the others at once, and goes on with the catalogue and with syncs', async () => {
  port.hold()
  const asked = Array.from({ length: 400 }, async (_, nr) => {
    const answer = await app.fetch(`/api/syncs?limit=${1 + nr}`)
    await answer.arrayBuffer()
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') }
  })
  let answered = 0
  for (const one of asked) void one.then(() => answered++)
  await until(() => answered >= 400 - waitingAtMost - 3) // refused while nothing is answered at all
  expect(answered).toBe(400 - waitingAtMost - 3)
  expect(port.open()).toBeLessThanOrEqual(10)
  expect(app.app.sync.db.status().pool.waiting).toBe(0)
  expect((await app.fetch('/api/models?limit=1')).status).toBe(200)
  const sync = app.app.revalidation.refresh() // has a connection of its own to ask on
  await until(() => port.held() > 3)
  port.goOn()
  const answers = await Promise.all(asked)
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3)
  for (const { retryAfter } of answers.filter(({ status }) => status !== 200)) expect(retryAfter).toBe('10')
  expect([...new Set(answers.map(({ status }) => status))].toSorted()).toEqual([200, 503])
  expect((await sync)?.status).toMatch(/unchanged|applied/)
})
