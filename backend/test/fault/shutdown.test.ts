import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { freePort } from '../helpers/free-port.js'
import { mixedRequests, startLoad } from '../helpers/load-runner.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { startProgram, type Program } from '../helpers/program.js'
import { query } from '../helpers/query.js'
import { startTcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { until } from '../helpers/test-app.js'

const models = Array.from({ length: 50 }, (_, nr) => exampleModel(`a/model-${nr}`))
const token = 'an-admin-token-of-16'

let upstream: FakeUpstream
let database: TestDatabase
let dataDir: string
const ends: (() => Promise<unknown> | void)[] = []
beforeEach(async () => {
  upstream = await startFakeUpstream({ models })
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-shutdown-'))
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await upstream.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

function start(env: Record<string, string> = {}): Program {
  const program = startProgram('serve', [], {
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    DATA_DIR: dataDir,
    ADMIN_TOKEN: token,
    ...env,
  })
  ends.push(() => program.stop('SIGKILL'))
  return program
}

async function addressOf(program: Program): Promise<string> {
  const [, port] = await program.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
  return `http://127.0.0.1:${port}`
}

const synced = (url: string) =>
  until(async () => ((await (await fetch(`${url}/api/syncs`)).json()) as { data?: unknown[] }).data?.length !== 0)
const upstreamSuccesses = async (url: string) =>
  Number(
    /^modelkeep_upstream_attempts_total\{.*outcome="ok".*\} (\d+)$/m.exec(
      await (await fetch(`${url}/metrics`)).text(),
    )?.[1] ?? 0,
  )
const statusOf = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => null,
  )

/** Requests the count over one connection until it is closed. Resolves with how it ended. */
async function requestRepeatedly(port: number): Promise<{ responses: number; last: string; error: Error | null }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let [responses, text] = [0, '']
  let error: Error | null = null
  const request = (): boolean => socket.write('GET /api/models/count HTTP/1.1\r\nHost: x\r\n\r\n')
  socket.on('error', (problem) => (error = problem))
  socket.on('data', (chunk) => {
    text += String(chunk)
    if (!text.endsWith('}}')) return
    responses++
    if (/^Connection: close/im.test(text)) return
    text = ''
    request()
  })
  request()
  await new Promise((resolve) => socket.once('close', resolve))
  return { responses, last: text, error }
}

describe('SIGTERM', () => {
  it('under load: no request is cut, the program reports not ready, serves for DRAIN_SECONDS, and exits with 0', async () => {
    const program = start({ DRAIN_SECONDS: '2' })
    const url = await addressOf(program)
    await synced(url)
    const streams = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/api/changes/stream`)))
    const ended = streams.map((stream) => stream.text())
    const busy = Array.from({ length: 20 }, () => requestRepeatedly(Number(new URL(url).port)))
    const load = await startLoad({
      url,
      rate: 50, // low enough for a busy machine
      requests: mixedRequests(models.map(({ id }) => String(id))),
      connections: 16,
    })
    await until(() => load.answered() > 100)
    const exit = program.stop('SIGTERM')
    await until(async () => (await statusOf(`${url}/readyz`)) === 503)
    expect(await statusOf(`${url}/livez`)).toBe(200)
    const result = load.stop() // like a load balancer: sends no new requests, and waits for those in progress
    const { failed, examples, total } = (await result).report()
    expect([failed, examples]).toEqual([0, []])
    expect(total).toBeGreaterThan(100)
    for (const { last, error } of await Promise.all(busy))
      expect([last, error]).toEqual([
        expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*^Connection: close\r$[\s\S]*\{"data":\{"count":50\}\}$/m),
        null,
      ])
    for (const text of await Promise.all(ended)) expect(text).toMatch(/^retry: 3000\n/) // ended cleanly: otherwise `text` rejects
    expect(await exit).toBe(0)
  })

  it('with DRAIN_SECONDS=0: busy connections are closed between two requests', async () => {
    const program = start({ DRAIN_SECONDS: '0' })
    const url = await addressOf(program)
    const busy = Array.from({ length: 30 }, () => requestRepeatedly(Number(new URL(url).port)))
    await until(async () => (await statusOf(`${url}/livez`)) === 200)
    const exit = program.stop('SIGTERM')
    for (const { last, error } of await Promise.all(busy))
      expect([last, error]).toEqual([expect.stringMatching(/Connection: close/), null])
    expect(await exit).toBe(0)
  })

  it('during a cold start without any response: it exits with 0', async () => {
    const proxy = await startTcpFaultProxy(database.url)
    ends.push(() => proxy.close())
    await proxy.set({ kind: 'blackHole' })
    upstream.fault({ kind: 'noHeaders' })
    const port = String(await freePort())
    const program = start({ PORT: port, DATABASE_URL: proxy.url, DRAIN_SECONDS: '2', LOG_LEVEL: 'info' })
    await until(async () => (await statusOf(`http://127.0.0.1:${port}/livez`)) === 200)
    expect(await program.stop('SIGTERM')).toBe(0)
    expect(program.output()).toMatch(/"event":"stopped"[^\n]*\n(?:[^\n]*\n)?$/) // nothing runs for long after the stop
  })

  it('during a sync: it exits with 0, and releases the lease', async () => {
    const program = start()
    const url = await addressOf(program)
    await synced(url)
    const requested = upstream.nextRequest()
    upstream.fault({ kind: 'noHeaders' })
    void fetch(`${url}/api/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch(() => {})
    await requested
    expect(await program.stop('SIGTERM')).toBe(0)
    expect(
      await query(database.url, 'SELECT holder FROM catalog_lease WHERE expires_at > now() AND holder IS NOT NULL'),
    ).toEqual([])
  })

  it('during a sync whose database stops responding: it exits with 0, and the observation is spooled', async () => {
    const proxy = await startTcpFaultProxy(database.url)
    ends.push(() => proxy.close())
    const program = start({ DATABASE_URL: proxy.url })
    const url = await addressOf(program)
    await synced(url)
    const requested = upstream.nextRequest()
    let response = (): void => {}
    upstream.fault({ kind: 'hold', until: new Promise((resolve) => (response = resolve)) })
    void fetch(`${url}/api/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch(() => {})
    await requested
    await proxy.set({ kind: 'blackHole' })
    const before = await upstreamSuccesses(url)
    response()
    await until(async () => (await upstreamSuccesses(url)) > before) // from now on the observation must not be lost
    expect(await program.stop('SIGTERM')).toBe(0)
    expect(await readdir(join(dataDir, 'spool'))).toEqual([expect.stringMatching(/\.observation\.gz$/)])
  })

  it('during a migration: it exits with 0', async () => {
    const other = new pg.Client(database.url)
    ends.push(() => other.end())
    await other.connect()
    await other.query(
      `CREATE TABLE ai_models (
         id varchar(255) PRIMARY KEY, name text, description text, context_length integer, created timestamptz)`,
    )
    await other.query('BEGIN; LOCK TABLE ai_models IN ACCESS EXCLUSIVE MODE')
    const program = start()
    await until(
      async () =>
        (await query(database.url, `SELECT 1 FROM pg_locks WHERE relation = 'ai_models'::regclass AND NOT granted`))
          .length > 0,
    )
    expect(await program.stop('SIGTERM')).toBe(0)
    await other.query('COMMIT')
  })

  it('twice: it exits at once', async () => {
    const program = start({ DRAIN_SECONDS: '300' })
    const url = await addressOf(program)
    const exit = program.stop('SIGTERM')
    await until(async () => (await statusOf(`${url}/readyz`)) === 503)
    program.process.kill('SIGTERM')
    expect(await exit).toBe(1)
  })
})

it('SIGINT: it exits without draining', async () => {
  const program = start({ DRAIN_SECONDS: '300' })
  await addressOf(program)
  expect(await program.stop('SIGINT')).toBe(0)
})
