import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { sendRaw } from '../../contract/helpers/http-client.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { until } from '../../helpers/test-app.js'

const models = Array.from({ length: 30 }, (_, nr) => exampleModel(`example/model-${nr}`))

let upstream: FakeUpstream
let database: TestDatabase
let port: TcpFaultProxy
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models })
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
  app = await startHttpApp({ DATABASE_URL: port.url, OPENROUTER_BASE_URL: upstream.url })
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await port.close()
  await upstream.close()
  await database.drop()
})

type Scrape = (name: string, labels?: string) => number | undefined

/** The values by name and labels; undefined for an absent label set. */
async function scrape(of: HttpApp = app): Promise<Scrape> {
  const text = (await of.send('/metrics')).text()
  const values = new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
  return (name, labels) => values.get(labels === undefined ? name : `${name}{${labels}}`)
}

const request = (method: string, route: string, status: number): [string, string] => [
  'http_server_request_duration_seconds_count',
  `http_request_method="${method}",http_route="${route}",http_response_status_code="${status}"`,
]

/** Sends the requests, and returns the increase of a counter. */
async function increaseOf(
  series: [string, string],
  paths: (string | Parameters<HttpApp['send']>[0])[],
): Promise<number> {
  const before = (await scrape())(...series) ?? 0
  for (const path of paths) await app.send(path)
  return ((await scrape())(...series) ?? 0) - before
}

describe('GET /metrics', () => {
  it('has the Prometheus text format, is never cached, and accepts no parameter', async () => {
    const response = await app.send('/metrics')
    expect([response.status, response.headers['content-type'], response.headers['cache-control']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      'no-store',
    ])
    for (const line of response.text().split('\n').filter(Boolean))
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? (?:[-+]?[\d.e+-]+|Nan|\+Inf))$/,
      )
    expect((await app.send('/metrics?x=1')).status).toBe(400)
  })

  it('has each metric and each series once', async () => {
    const lines = (await app.send('/metrics')).text().split('\n')
    const names = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2])
    const series = lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.slice(0, line.lastIndexOf(' ')))
    expect([new Set(names).size, new Set(series).size]).toEqual([names.length, series.length])
  })

  it('has names that promtool accepts', async ({ skip }) => {
    if (spawnSync('promtool', ['--version']).status !== 0)
      skip('promtool is not installed: apt-get install -y prometheus')
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: (await app.send('/metrics')).text(),
      encoding: 'utf8',
    })
    expect([status, stdout + stderr]).toEqual([0, ''])
  })

  it('has suffixes that fit the types', async () => {
    const types = [...(await app.send('/metrics')).text().matchAll(/^# TYPE (\S+) (\S+)$/gm)]
    for (const [, name = '', type] of types) {
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
      expect(name).not.toMatch(/_(?:count|sum|bucket|info_total|milliseconds|ms)$/)
    }
  })

  it('has exactly the metrics in docs/metrics.md, and those of prom-client', async () => {
    const documented = [
      ...readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8').matchAll(/^\| `(\w+)`/gm),
    ].map(([, name]) => name!)
    const exposed = [...(await app.send('/metrics')).text().matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!)
    expect(exposed.filter((name) => !/^(?:process|nodejs)_/.test(name)).toSorted()).toEqual(documented.toSorted())
  })

  it.each([
    ['http_server_request_duration_seconds', 'histogram'],
    ['modelkeep_cache_requests_total', 'counter'],
    ['modelkeep_cache_entries', 'gauge'],
    ['modelkeep_cache_bytes', 'gauge'],
    ['modelkeep_snapshot_age_seconds', 'gauge'],
    ['modelkeep_snapshot_models', 'gauge'],
    ['modelkeep_snapshot_info', 'gauge'],
    ['modelkeep_overlay_rejected', 'gauge'],
    ['modelkeep_mirror_age_seconds', 'gauge'],
    ['modelkeep_mirror_entries', 'gauge'],
    ['modelkeep_mirror_quarantined', 'gauge'],
    ['modelkeep_syncs_total', 'counter'],
    ['modelkeep_sync_duration_seconds', 'histogram'],
    ['modelkeep_upstream_attempts_total', 'counter'],
    ['modelkeep_upstream_attempt_duration_seconds', 'histogram'],
    ['modelkeep_breaker_state', 'gauge'],
    ['modelkeep_database_state', 'gauge'],
    ['db_client_operation_duration_seconds', 'histogram'],
    ['db_client_connections', 'gauge'],
    ['modelkeep_quarantine_waiting', 'gauge'],
    ['modelkeep_spool_waiting', 'gauge'],
    ['modelkeep_stream_readers', 'gauge'],
    ['modelkeep_requests_refused_total', 'counter'],
    ['nodejs_eventloop_lag_p99_seconds', 'gauge'],
    ['process_cpu_seconds_total', 'counter'],
    ['process_resident_memory_bytes', 'gauge'],
  ])('has %s, a %s', async (name, type) => {
    expect((await app.send('/metrics')).text()).toContain(`# TYPE ${name} ${type}\n`)
  })
})

describe('requests', () => {
  it('are counted by method, route and status, whether cached or computed', async () => {
    expect(
      await increaseOf(request('GET', '/api/models', 200), [
        '/api/models',
        '/api/models?limit=3',
        '/api/models?limit=3',
        { method: 'HEAD', path: '/api/models' },
      ]),
    ).toBe(3)
    expect(await increaseOf(request('HEAD', '/api/models', 200), [{ method: 'HEAD', path: '/api/models' }])).toBe(1)
    expect(
      await increaseOf(request('GET', '/api/models', 304), [
        { path: '/api/models', headers: { 'If-None-Match': '*' } },
      ]),
    ).toBe(1)
    expect(await increaseOf(request('GET', '/api/models', 400), ['/api/models?limit=0'])).toBe(1)
    expect(
      await increaseOf(request('GET', '/api/models/{id}', 200), [
        '/api/models/example/model-1',
        '/api/models/example%2Fmodel-1',
        '/api/models/example/model-2',
      ]),
    ).toBe(3)
    expect(await increaseOf(request('GET', '/api/models/{id}', 404), ['/api/models/nobody/nothing'])).toBe(1)
    expect(await increaseOf(request('GET', '/api/changes', 200), ['/api/changes', '/api/changes'])).toBe(2)
    expect(await increaseOf(request('POST', '/api/refresh', 401), [{ method: 'POST', path: '/api/refresh' }])).toBe(1)
  })

  it('are counted when they are compressed on demand', async () => {
    expect(
      await increaseOf(request('GET', '/api/models', 200), [
        { path: '/api/models?limit=5&offset=2', headers: { 'Accept-Encoding': 'gzip' } },
        { path: '/api/models?limit=5&offset=2', headers: { 'Accept-Encoding': 'br' } },
      ]),
    ).toBe(2)
  })

  it('have few label values, whatever is sent', async () => {
    const series = async (): Promise<number> =>
      [...(await app.send('/metrics')).text().matchAll(/_duration_seconds_count\{http_request_method/g)].length
    await app.send({ method: 'PURGE', path: '/nowhere/at/all' })
    const before = await series()
    for (let nr = 0; nr < 50; nr++) {
      await app.send({ method: ['PROPFIND', 'LINK', 'MKCOL'][nr % 3]!, path: `/nowhere/${nr}` })
      await app.send(`/api/models/nobody/${nr}`)
    }
    expect(await series()).toBeLessThanOrEqual(before + 1)
    expect(await increaseOf(request('_OTHER', 'unknown', 404), [{ method: 'PURGE', path: '/nowhere' }])).toBe(1)
  })

  it('are counted when they are malformed', async () => {
    const before = (await scrape())(...request('_OTHER', 'unknown', 400)) ?? 0
    await sendRaw(app.url, 'NONSENSE\r\n\r\n')
    expect((await scrape())(...request('_OTHER', 'unknown', 400))).toBe(before + 1)
  })

  it('are counted as 499 if the client leaves before the response', async () => {
    const release = hold()
    const received = upstream.nextRequest()
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
    socket.write(
      `POST /api/refresh HTTP/1.1\r\nHost: x\r\nAuthorization: ${asAdmin.Authorization}\r\nContent-Length: 0\r\n\r\n`,
    )
    await received
    socket.destroy()
    await reaches(...request('POST', '/api/refresh', 499), 1)
    const synced = app.nextSync()
    release()
    await synced
  })
})

/** Scrapes until the series has this value; bounded by the test's timeout. */
async function reaches(name: string, labels: string | undefined, value: number): Promise<void> {
  await until(async () => (await scrape())(name, labels) === value)
}

/** Delays upstream's next response until the returned function is called. */
function hold(): () => void {
  let release = (): void => {}
  upstream.fault({ kind: 'hold', until: new Promise((resolve) => (release = resolve)) }, { times: 1 })
  return () => release()
}

describe('the cache', () => {
  it('is counted as in Cache-Status', async () => {
    const before = await scrape()
    for (const path of [
      '/api/models?limit=7',
      '/api/models?limit=7',
      '/api/models?limit=7',
      '/api/models?max_age_days=3000',
      '/livez',
      '/nowhere',
    ])
      await app.send(path)
    const after = await scrape()
    const grown = (outcome: string): number =>
      after('modelkeep_cache_requests_total', `outcome="${outcome}"`)! -
      before('modelkeep_cache_requests_total', `outcome="${outcome}"`)!
    expect([grown('hit'), grown('stored'), grown('miss')]).toEqual([2, 1, 1])
    const stats = (await app.send('/health/cache')).json<{ entries: number; bytes: number }>()
    expect([after('modelkeep_cache_entries'), after('modelkeep_cache_bytes')]).toEqual([stats.entries, stats.bytes])
  })
})

describe('the catalogue', () => {
  it('has metrics for age, models and tier', async () => {
    const read = await scrape()
    expect(read('modelkeep_snapshot_age_seconds')).toBeGreaterThanOrEqual(0)
    expect([
      read('modelkeep_snapshot_models'),
      read('modelkeep_snapshot_info', 'tier="upstream"'),
      read('modelkeep_snapshot_info', 'tier="seed"'),
    ]).toEqual([30, 1, undefined])
  })

  it('counts syncs and upstream attempts by outcome', async () => {
    const before = await scrape()
    await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    upstream.fault({ kind: 'status', code: 404 }, { times: 1 })
    await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    const after = await scrape()
    const grown = (name: string, labels?: string): number => after(name, labels)! - before(name, labels)!
    expect([
      grown('modelkeep_syncs_total', 'status="unchanged"'),
      grown('modelkeep_syncs_total', 'status="failed"'),
      grown('modelkeep_sync_duration_seconds_count'),
    ]).toEqual([1, 1, 2])
    expect([
      grown('modelkeep_upstream_attempts_total', 'outcome="ok"'),
      grown('modelkeep_upstream_attempts_total', 'outcome="status"'),
      grown('modelkeep_upstream_attempt_duration_seconds_count'),
    ]).toEqual([1, 1, 2])
  })

  it('reports a list that awaits approval from the second scrape on, until it is approved', async () => {
    upstream.setModels(models.slice(0, 10))
    await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    await reaches('modelkeep_quarantine_waiting', undefined, 1)
    const { data } = (await app.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: { id: number }[] }>()
    await app.send({ method: 'POST', path: `/api/quarantine/${data[0]!.id}/approve`, headers: asAdmin })
    await reaches('modelkeep_quarantine_waiting', undefined, 0)
    upstream.setModels(models)
  })
})

describe('the stream of changes', () => {
  it('reports its subscribers', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
    socket.write('GET /api/changes/stream HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    await reaches('modelkeep_stream_readers', undefined, 1)
    socket.destroy()
    await reaches('modelkeep_stream_readers', undefined, 0)
  })
})

describe('before the first catalogue', () => {
  it('has no age and no tier', async () => {
    const starting = await startHttpApp({}, { started: false })
    const read = await scrape(starting)
    expect([
      read('modelkeep_snapshot_models'),
      read('modelkeep_snapshot_age_seconds'),
      read('modelkeep_database_state', 'state="off"'),
      read('modelkeep_quarantine_waiting'),
    ]).toEqual([0, undefined, 1, undefined])
    await starting.stop()
  })
})

describe('the database', () => {
  it('has metrics for operations and connections', async () => {
    const before = await scrape()
    await app.send('/api/syncs?limit=1')
    const after = await scrape()
    expect(after('db_client_operation_duration_seconds_count', 'outcome="ok"')).toBeGreaterThan(
      before('db_client_operation_duration_seconds_count', 'outcome="ok"')!,
    )
    const connections = ['idle', 'used'].reduce(
      (sum, state) => sum + after('db_client_connections', `state="${state}"`)!,
      0,
    )
    expect([connections > 0, connections <= after('db_client_connection_max')!]).toEqual([true, true])
    expect(after('modelkeep_database_state', 'state="connected"')).toBe(1)
  })

  it('does not delay a scrape when it freezes, and is reported when it is lost', async () => {
    await port.set({ kind: 'blackHole' })
    const pending = app.send('/api/syncs?limit=2').then(
      () => 'the database',
      () => 'the database',
    )
    expect(await Promise.race([app.send('/metrics').then(({ status }) => status), pending])).toBe(200)
    await port.set({ kind: 'refuse' })
    await pending
    await until(() => app.app.sync.db.status().state === 'lost')
    const read = await scrape()
    expect([
      read('modelkeep_database_state', 'state="connected"'),
      read('modelkeep_database_state', 'state="lost"'),
    ]).toEqual([0, 1])
    expect(read('db_client_operation_duration_seconds_count', 'outcome="unavailable"')).toBeGreaterThan(0)
    expect(read('modelkeep_breaker_state', 'breaker="list",state="closed"')).toBe(1)
  })
})
