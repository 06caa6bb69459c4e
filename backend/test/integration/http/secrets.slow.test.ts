import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, type App } from '../../../src/app.js'
import { systemClock } from '../../../src/lib/clock.js'
import { readConfig } from '../../../src/config.js'
import { loggerOptions } from '../../../src/observe/logger.js'
import { embeddedLocation } from '../../../src/postgres/connection/location.js'
import { caseFor } from '../../contract/helpers/cases.js'
import { operations } from '../../contract/helpers/contract.js'
import { asAdmin, listen, token } from '../../contract/helpers/http-app.js'
import { send, sendRaw } from '../../contract/helpers/http-client.js'
import { exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import type { Fault } from '../../helpers/fake-upstream-faults.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { noPage, until } from '../../helpers/test-app.js'

const planted = {
  databasePassword: 'planted-database-p@ss/word',
  apiKey: 'sk-or-planted-0123456789',
  user: 'planted-upstream-user',
  password: 'planted-upstream-p@ss',
  query: 'planted-query-value',
}

let upstream: FakeUpstream
let database: TestDatabase
let port: TcpFaultProxy
let app: App
let url: string
let dataDir: string
let log = ''
/** Milliseconds by which the program's clock is ahead. */
let ahead = 0
/** Every encoding in which a secret could appear. */
let secrets: string[] = []

beforeAll(async () => {
  upstream = await startFakeUpstream()
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-secrets-'))
  const databaseUrl = new URL(port.url)
  databaseUrl.password ||= encodeURIComponent(planted.databasePassword) // a server that requires one has the right one
  const baseUrl = new URL(upstream.url)
  baseUrl.username = planted.user
  baseUrl.password = encodeURIComponent(planted.password)
  baseUrl.searchParams.set('key', planted.query)
  const plain = [
    decodeURIComponent(databaseUrl.password),
    planted.apiKey,
    planted.user,
    planted.password,
    planted.query,
    token,
  ]
  secrets = [
    ...new Set(
      plain
        .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
        .concat(Buffer.from(`${planted.user}:${planted.password}`).toString('base64')),
    ),
  ]

  const config = readConfig({
    DATABASE_URL: databaseUrl.href,
    OPENROUTER_BASE_URL: baseUrl.href,
    OPENROUTER_API_KEY: planted.apiKey,
    ADMIN_TOKEN: token,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'trace',
    RATE_LIMIT: '0',
    TRUSTED_PROXIES: '127.0.0.1',
  })
  const sink = new Writable({ write: (chunk: Buffer, _, done) => ((log += chunk.toString()), done()) })
  app = await createApp(config, {
    log: pino(loggerOptions(config.logLevel), sink),
    pageDir: noPage,
    clock: { ...systemClock, now: () => systemClock.now() + ahead },
  })
  url = await listen(app.server)
  await app.start()
  await until(async () => (await app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await port.close()
  await upstream.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

function expectNoSecret(text: string, where: string): void {
  for (const secret of secrets) expect(text.includes(secret), `${where} shows ${secret}`).toBe(false)
}

/** Checks every possible response of every route, and the log. */
async function expectNoLeak(state: string): Promise<void> {
  for (const operation of operations) {
    for (const status of Object.keys(operation.responses).map(Number)) {
      const wanted = caseFor(operation, status)
      if (wanted === undefined) continue
      const response = await send(url, { ...wanted, path: wanted.path.replace(/\{\w+\}/, '1') })
      const text = `${JSON.stringify(response.headers)}\n${response.text()}`
      expectNoSecret(text, `${state}: ${wanted.method ?? 'GET'} ${wanted.path} (${response.status})`)
      expect(text.includes(dataDir), `${state}: ${wanted.path} shows the data directory`).toBe(false)
    }
  }
  expectNoSecret(log, `${state}: the log`)
}

// Upstream repeats in its responses what it was sent.
const echo = JSON.stringify({
  error: { message: `no such key: Bearer ${planted.apiKey}, ${planted.user}:${planted.password}` },
})
const faults: [string, Fault][] = [
  [
    'upstream rejects the key and repeats it',
    { kind: 'status', code: 401, body: echo, headers: { 'x-echo': planted.apiKey } },
  ],
  [
    'upstream redirects with all secrets in the URL',
    {
      kind: 'redirectTo',
      url: `http://${planted.user}:${encodeURIComponent(planted.password)}@elsewhere.invalid/${planted.apiKey}?key=${planted.query}`,
    },
  ],
  [
    'upstream redirects to a host named like the key',
    { kind: 'redirectTo', url: `http://${planted.apiKey}.invalid/${planted.user}?${planted.apiKey}=1` },
  ],
  [
    'upstream names an encoding like the key',
    { kind: 'raw', body: echo, headers: { 'content-encoding': planted.apiKey } },
  ],
  ['upstream responds with a page that contains them', { kind: 'raw', body: `<html>${echo}</html>` }],
  ['upstream resets the connection', { kind: 'reset' }],
]

describe('no response, metric or log line contains a secret', () => {
  it('in normal operation', async () => {
    await expectNoLeak('normal operation')
    expect(log).toContain('"event":"request"') // the log is complete: it contains requests
    expect(log).toContain('"event":"database"')
  })

  it.each(faults)('when %s', async (name, fault) => {
    ahead += 3_600_000 // the breaker is closed again
    const attempts = (): number => log.split('"event":"upstream_attempt"').length
    const before = attempts()
    upstream.fault(fault)
    await send(url, { method: 'POST', path: '/api/refresh', headers: asAdmin })
    expect(attempts()).toBeGreaterThan(before)
    await expectNoLeak(name)
    upstream.fault(null)
  })

  it('when database and upstream are unavailable', async () => {
    upstream.fault({ kind: 'refuse' })
    await port.set({ kind: 'refuse' })
    await until(() => app.sync.db.status().state === 'lost')
    await expectNoLeak('both unavailable')
    expect(log).toMatch(/"state":"lost"/)
  })

  it('when clients send them', async () => {
    for (const path of ['/api/models?q=', '/nowhere/'])
      expect(
        (
          await send(url, {
            path: path + 'x',
            headers: { Cookie: planted.apiKey, Authorization: `Bearer ${token}`, 'X-Request-Id': 'mine' },
          })
        ).text(),
      ).not.toContain(planted.apiKey)
    expectNoSecret(
      await sendRaw(url, `GET / HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n nonsense\r\n\r\n`),
      'a malformed request',
    )
    expectNoSecret(log, 'the log')
  })
})

describe('the embedded database', () => {
  it('is named publicly without its directory', () => {
    const location = embeddedLocation({ dataDir, log: pino({ level: 'silent' }) })
    expect([location.name(), location.describe()]).toEqual(['embedded PostgreSQL', `embedded PostgreSQL in ${dataDir}`])
  })
})

it('still serves the models', async () => {
  expect((await send(url, '/api/models')).json<{ data: unknown[] }>().data).toHaveLength(exampleModels().length)
})
