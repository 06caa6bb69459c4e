import { once } from 'node:events'
import { request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createChangeSubscriber, eventText, type StreamEvent } from '../../../src/history/changes/change-subscriber.js'
import { type ChangeStream, createChangeStream, maxLag } from '../../../src/history/changes/change-stream.js'
import { createHttpServer } from '../../../src/http/server.js'
import { createBrokenParts } from '../../contract/helpers/broken-server.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase } from '../../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { startTestApp, type TestApp, until } from '../../helpers/test-app.js'

/** Enough models that a sync with one more or less is not quarantined. */
const others = Array.from({ length: 12 }, (_, n) => exampleModel(`other/model-${n}`))
const priced = (prompt: string, more: Record<string, unknown>[] = []) => [
  exampleModel('example/a', { pricing: { prompt, completion: '0.000001' } }),
  ...others,
  ...more,
]
const noPause = async (): Promise<void> => {}
const ids = (events: readonly StreamEvent[]) =>
  events.map((event) => (event.kind === 'change' ? event.change.seq : event.kind))

describe('the stream of changes', () => {
  let fixture: SyncFixture
  beforeAll(async () => {
    fixture = await createSyncFixture()
    await step(priced('0.000001'))
  })
  afterAll(async () => fixture?.close())

  async function step(models: Record<string, unknown>[]): Promise<void> {
    fixture.setUpstream(models)
    await fixture.clock.advance(240_000)
    await fixture.sync()
  }
  const seqs = async () =>
    (await fixture.db.query<{ seq: number }>('SELECT seq FROM catalog_changes WHERE live ORDER BY seq')).map(
      ({ seq }) => seq,
    )

  it('delivers new changes to a waiting subscriber, and missed ones to a returning one, from memory or from another replica', async () => {
    const here = createChangeStream(fixture.db)
    const subscriber = await createChangeSubscriber(here, {}, null, noPause)
    const start = (await seqs()).at(-1)!
    const delivered: (string | number)[] = []
    for (const prompt of ['0.000002', '0.000003', '0.000004']) {
      const waiting = subscriber.next()
      await step(priced(prompt))
      await here.poll()
      delivered.push(...ids((await waiting)!))
    }
    const since = (await seqs()).filter((seq) => seq > start)
    expect(since).toHaveLength(3)
    expect(delivered).toEqual(since)
    for (const stream of [here, createChangeStream(fixture.db)]) {
      const back = await createChangeSubscriber(stream, {}, since[0]!, noPause)
      expect(ids((await back.next())!)).toEqual(since.slice(1))
      expect(back.seen).toBe(since.at(-1))
    }
  })

  it('resumes without gaps while changes are being written', async () => {
    const stream = createChangeStream(fixture.db)
    let seen = (await seqs()).at(-1)!
    const start = seen
    const delivered: (string | number)[] = []
    for (let n = 0; n < 5; n++) {
      await step(priced(`0.00001${n}`, [exampleModel(`example/new-${n}`)]))
      const subscriber = await createChangeSubscriber(stream, {}, seen, noPause) // a new connection each time
      await stream.poll()
      delivered.push(...ids((await subscriber.next())!))
      seen = subscriber.seen
    }
    expect(delivered).toEqual((await seqs()).filter((seq) => seq > start))
  })

  it('delivers only what matches the filter', async () => {
    const stream = createChangeStream(fixture.db)
    const from = (await seqs()).at(-1)!
    await step(priced('0.00002', [exampleModel('other/added')]))
    await step(priced('0.0000201', [exampleModel('other/added')]))
    const delivered = async (filter: Parameters<typeof createChangeSubscriber>[1]) => {
      const subscriber = await createChangeSubscriber(stream, filter, from, noPause)
      const events = await subscriber.next()
      return events!.map((event) =>
        event.kind === 'change' ? `${event.change.kind} ${event.change.model_id}` : event.kind,
      )
    }
    expect(await delivered({ kind: ['model_added'] })).toEqual(['model_added other/added'])
    expect(await delivered({ author: ['other'] })).toEqual(['model_added other/added'])
    expect(await delivered({ model: ['example/a'] })).toEqual(['price_changed example/a', 'price_changed example/a'])
    expect(await delivered({ min_percent: 5 })).toEqual(['price_changed example/a'])
  })

  it('does not deliver imported changes', async () => {
    const stream = createChangeStream(fixture.db)
    const from = (await seqs()).at(-1)!
    await fixture.db.query(
      "INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind, live) SELECT max(id), now(), 'example/a', 'renamed', false FROM catalog_syncs",
    )
    await step(priced('0.00003', [exampleModel('other/added')]))
    const subscriber = await createChangeSubscriber(stream, {}, from, noPause)
    expect(
      (await subscriber.next())!.map((event) => (event.kind === 'change' ? event.change.kind : event.kind)),
    ).toEqual(['price_changed'])
  })

  it.each(['an unknown id', 'an id too old'])('sends a reset for %s, and continues from now', async (which) => {
    await fixture.db.query(
      `INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind) SELECT (SELECT max(id) FROM catalog_syncs), now(), 'example/a', 'renamed' FROM generate_series(1, $1::int)`,
      [which.endsWith('old') ? maxLag + 1 : 0],
    )
    const newest = (await seqs()).at(-1)!
    const subscriber = await createChangeSubscriber(
      createChangeStream(fixture.db),
      {},
      which.endsWith('old') ? 0 : newest + 1,
      noPause,
    )
    expect(await subscriber.next()).toEqual([{ kind: 'reset', newest }])
    expect(subscriber.seen).toBe(newest)
  })

  it('brings a subscriber up to date in batches', async () => {
    const all = await seqs()
    const from = all.at(-2_500)!
    const subscriber = await createChangeSubscriber(createChangeStream(fixture.db), {}, from, noPause)
    const delivered: (string | number)[] = []
    while (subscriber.seen < all.at(-1)!) delivered.push(...ids((await subscriber.next())!))
    expect(delivered).toEqual(all.filter((seq) => seq > from))
  })

  it('ends for waiting subscribers when the program stops', async () => {
    const stream = createChangeStream(fixture.db)
    const subscriber = await createChangeSubscriber(stream, {}, null, noPause)
    const waiting = subscriber.next()
    stream.end()
    expect(await waiting).toBeNull()
  })

  it('releases a subscriber that has gone', async () => {
    const stream = createChangeStream(fixture.db)
    let listening = 0
    const counted: ChangeStream = {
      ...stream,
      onUpdate: (listener) => (listening++, ((stop) => () => (listening--, stop()))(stream.onUpdate(listener))),
    }
    const gone = new AbortController()
    const subscriber = await createChangeSubscriber(counted, {}, null, noPause)
    const waiting = subscriber.next(gone.signal)
    await until(() => listening === 1)
    gone.abort()
    expect([await waiting, listening]).toEqual([null, 0])
  })
})

describe('a subscriber', () => {
  it('retries after a database failure without waiting for the next change', async () => {
    let calls = 0
    const stream = {
      newest: async () => 5,
      canResume: async () => true,
      onUpdate: () => () => {},
      ended: false,
      after: async (): Promise<never[]> =>
        calls++ === 0 ? Promise.reject(new Error('away')) : ([{ seq: 6, kind: 'renamed' }] as never),
    } as unknown as ChangeStream
    const pauses: number[] = []
    const subscriber = await createChangeSubscriber(stream, {}, 5, async () => void pauses.push(calls))
    expect(ids((await subscriber.next())!)).toEqual([6])
    expect(pauses).toEqual([1])
  })
})

describe('an event', () => {
  it('carries the id to resume from, also without a change', () => {
    expect(eventText({ kind: 'alive', seen: 7 })).toBe(': still here\nid: 7\n\n')
    expect(eventText({ kind: 'reset', newest: 9 })).toBe('id: 9\nevent: reset\ndata: {"newest":9}\n\n')
  })
})

describe('over HTTP', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  /** The server with a clock that the test advances, and a stream that it controls. */
  async function serve(stream: Partial<ChangeStream>) {
    const clock = createFakeClock()
    const parts = createBrokenParts()
    const changeStream: ChangeStream = {
      newest: async () => 5,
      after: async () => [],
      canResume: async () => true,
      onUpdate: () => () => {},
      poll: async () => {},
      end: () => {},
      ended: false,
      ...stream,
    }
    server = createHttpServer({ ...parts, clock, services: { ...parts.services, clock, changeStream } })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { clock, port: (server.address() as AddressInfo).port }
  }
  const get = async (port: number, headers: Record<string, string> = {}, path = '/api/changes/stream') => {
    const sent = request({ port, host: '127.0.0.1', path, headers }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return response
  }

  it('sends the id to resume from at once, and a heartbeat every 15 s', async () => {
    const { clock, port } = await serve({})
    const response = await get(port)
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    expect(String((await once(response, 'data'))[0])).toBe('retry: 3000\n: still here\nid: 5\n\n')
    for (let n = 0; n < 3; n++) {
      const heard = once(response, 'data')
      await clock.advance(15_000)
      expect(String((await heard)[0])).toBe(': still here\nid: 5\n\n')
    }
    response.destroy()
    await once(response, 'close')
  })

  it('disconnects a subscriber that does not read', async () => {
    const change = { seq: 6, kind: 'renamed', model_id: 'a/b', before: 'x'.repeat(100_000) }
    let calls = 0
    const { clock, port } = await serve({
      after: async (seq) => (
        calls++,
        Array.from({ length: 100 }, (_, n) => ({ ...change, seq: seq + n + 1 })) as never
      ),
    })
    const response = await get(port)
    response.pause()
    const cut = new Promise((resolve) => response.once('close', resolve).once('error', resolve))
    while (!clock.dues().some((due) => due - clock.now() === 30_000))
      await new Promise((resolve) => setImmediate(resolve))
    const before = calls
    await clock.advance(29_999)
    expect(calls).toBe(before)
    await clock.advance(1)
    response.resume()
    await cut
    expect(response.complete).toBe(false)
  })

  it.each([
    [{ 'Last-Event-ID': 'abc' }, '/api/changes/stream', 'Last-Event-ID'],
    [{}, '/api/changes/stream?last_event_id=-1', 'last_event_id'],
    [{}, '/api/changes/stream?since=2026-01-01', 'since'],
    [{}, '/api/changes/stream?kind=nothing', 'kind'],
  ])('rejects %j %s by name', async (headers, path, name) => {
    const { port } = await serve({})
    const response = await get(port, headers, path)
    expect(response.statusCode).toBe(400)
    expect(String((await once(response, 'data'))[0])).toContain(name)
  })

  it('releases a client that leaves while its lag is being read', async () => {
    let called = (): void => {}
    const wasCalled = new Promise<void>((resolve) => (called = resolve))
    let respond = (): void => {}
    const { clock, port } = await serve({
      canResume: () => (called(), new Promise((resolve) => (respond = () => resolve(true)))),
    })
    const sent = request({ port, host: '127.0.0.1', path: '/api/changes/stream', headers: { 'Last-Event-ID': '3' } })
    sent.on('error', () => {})
    sent.end()
    await wasCalled
    sent.destroy()
    while ((await new Promise<number>((resolve) => server?.getConnections((_error, count) => resolve(count)))) > 0)
      await new Promise((resolve) => setImmediate(resolve))
    respond()
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(clock.pending()).toBe(0)
  })

  it('prefers the header to the parameter', async () => {
    const seen: number[] = []
    const { port } = await serve({ canResume: async (seq) => (seen.push(seq), true) })
    const response = await get(port, { 'Last-Event-ID': '3' }, '/api/changes/stream?last_event_id=1')
    expect(seen).toEqual([3])
    response.destroy()
  })
})

describe('in the whole program', () => {
  let upstream: FakeUpstream
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let app: TestApp
  beforeAll(async () => {
    upstream = await startFakeUpstream({ models: priced('0.000001') })
    database = await createTestDatabase()
    app = await startTestApp({
      DATABASE_URL: database.url,
      OPENROUTER_BASE_URL: upstream.url,
      ADMIN_TOKEN: 'an-admin-token-of-16',
    })
  })
  afterAll(async () => {
    await app?.stop()
    await upstream?.close()
    await database?.drop()
  })

  it('sends the changes of a sync as soon as it is committed, and ends with the program', async () => {
    const refresh = async () =>
      app.json('/api/refresh', { method: 'POST', headers: { authorization: 'Bearer an-admin-token-of-16' } })
    await until(async () => ((await app.json<{ data?: unknown[] }>('/api/syncs')).data?.length ?? 0) > 0)
    const stream = await app.fetch('/api/changes/stream?kind=price_changed')
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    upstream.setModels(priced('0.000002'))
    await refresh()
    const { value = '' } = await reader.read()
    const event = /^id: (\d+)\nevent: change\ndata: (.*)\n\n$/.exec(value)
    expect(JSON.parse(event?.[2] ?? 'null')).toMatchObject({
      seq: Number(event?.[1]),
      kind: 'price_changed',
      model_id: 'example/a',
      before: '0.000001',
      after: '0.000002',
      percent: 100,
    })

    const atom = await (await app.fetch('/api/changes.atom?kind=price_changed')).text()
    expect(atom).toContain(
      '<title type="html"><![CDATA[Example: example/a: price of input tokens rose 100 %: $1.00 → $2.00 per million]]></title>',
    )
    await app.stop()
    expect(await reader.read()).toMatchObject({ done: true })
  })
})
