import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startHarness } from '../../helpers/upstream-harness.js'

const status = (code: number, headers: Record<string, string> = {}) => ({ kind: 'status', code, headers }) as const

describe('retries', () => {
  it.each([408, 425, 429, 500, 502, 503, 504, 529])('make three attempts at a response of %d', async (code) => {
    const { upstream, failure } = await startHarness()
    upstream.fault(status(code))
    expect(await failure()).toMatchObject({
      code: 'status',
      status: code,
      message: `upstream responded ${code} after 0 ms`,
    })
    expect(upstream.requests).toHaveLength(3)
  })

  it.each([304, 400, 401, 402, 403, 404, 410, 451])('do not repeat a request with response %d', async (code) => {
    const { upstream, failure } = await startHarness()
    upstream.fault(status(code))
    expect(await failure()).toMatchObject({ code: 'status', status: code })
    expect(upstream.requests).toHaveLength(1)
  })

  it('wait longer each time, with jitter', async () => {
    const { upstream, client, clock, waiting } = await startHarness({ random: () => 0.8 })
    upstream.fault(status(503), { times: 2 })
    const call = client.fetchModels()
    for (const [wait, requests] of [
      [200, 1],
      [400, 2],
    ] as const) {
      await waiting()
      await clock.advance(wait - 1)
      expect(clock.pending()).toBe(1)
      expect(upstream.requests).toHaveLength(requests)
      await clock.advance(1)
      expect(clock.pending()).toBe(0)
    }
    expect((await call).durationMs).toBe(600)
  })
})

describe('Retry-After', () => {
  it.each([
    ['in seconds', () => '7'],
    ['as an HTTP date', (now: number) => new Date(now + 7_000).toUTCString()],
  ])('delays the next attempt: %s', async (_name, header) => {
    const { upstream, client, clock, waiting } = await startHarness()
    upstream.fault(status(429, { 'retry-after': header(clock.now()) }), { times: 1 })
    const call = client.fetchModels()
    await waiting()
    await clock.advance(6_999)
    expect(upstream.requests).toHaveLength(1)
    await clock.advance(1)
    await call
    expect(upstream.requests).toHaveLength(2)
  })

  it('of more than ten seconds fails the call, and suspends further calls until it has passed', async () => {
    const { upstream, client, clock, failure, models } = await startHarness()
    upstream.fault(status(503, { 'retry-after': '120' }), { times: 1 })
    expect(await failure()).toMatchObject({
      code: 'status',
      status: 503,
      retryAfterMs: 120_000,
      message: 'upstream responded 503 after 0 ms with Retry-After 120 s',
    })
    expect(client.breaker.state()).toBe('open')
    await clock.advance(119_999)
    expect(await failure()).toMatchObject({
      code: 'breaker_open',
      retryAfterMs: 1,
      message: 'requests to upstream are suspended until 2026-01-01T00:02:00.000Z: it sent a Retry-After',
    })
    expect(upstream.requests).toHaveLength(1)
    await clock.advance(1)
    expect(client.breaker.state()).toBe('closed')
    expect(await models()).toHaveLength(3)
  })

  it('of the last attempt suspends further calls too', async () => {
    const { upstream, clock, failure, models } = await startHarness()
    upstream.fault(status(503), { times: 2 })
    upstream.fault(status(503, { 'retry-after': '5' }), { times: 1 })
    expect(await failure()).toMatchObject({ code: 'status', retryAfterMs: 5_000 })
    expect(clock.pending()).toBe(0)
    expect(await failure()).toMatchObject({ code: 'breaker_open', retryAfterMs: 5_000 })
    await clock.advance(5_000)
    expect(await models()).toHaveLength(3)
  })
})

describe('the breaker', () => {
  it('opens after five failed calls, then lets one trial through', async () => {
    const { upstream, client, clock, failure, models } = await startHarness()
    upstream.fault(status(404))
    for (let call = 0; call < 5; call += 1) {
      expect(client.breaker.state()).toBe('closed')
      await failure()
    }
    expect(client.breaker.state()).toBe('open')
    const message = 'requests to upstream are suspended until 2026-01-01T00:00:20.000Z: 5 consecutive calls have failed'
    expect(await failure()).toMatchObject({ code: 'breaker_open', retryAfterMs: 20_000, message })
    expect(upstream.requests).toHaveLength(5)
    await clock.advance(20_000)
    expect(client.breaker.state()).toBe('half-open')
    upstream.fault(null)
    expect(await models()).toHaveLength(3)
    expect(client.breaker.state()).toBe('closed')
  })

  it('records no attempt for a suspended call', async () => {
    const { upstream, failure, attempts } = await startHarness()
    upstream.fault(status(404))
    for (let call = 0; call < 6; call += 1) await failure()
    expect(attempts).toHaveLength(5)
  })
})

describe('an abort', () => {
  it('before the call prevents any request', async () => {
    const { upstream, failure, attempts } = await startHarness()
    const error = await failure(AbortSignal.abort(new Error('no more need')))
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'no more need' } })
    expect(upstream.requests).toEqual([])
    expect(attempts).toEqual([])
  })

  it.each([
    ['before the headers', { kind: 'noHeaders' }],
    ['in the body', { kind: 'drip', ms: 1 }],
  ] as const)('%s ends the call and its connection', async (_name, fault) => {
    const { upstream, failure, attempts } = await startHarness()
    upstream.fault(fault)
    const controller = new AbortController()
    const arrived = upstream.nextRequest()
    const call = failure(controller.signal)
    await arrived
    controller.abort(new Error('no more need'))
    expect(await call).toMatchObject({ code: 'aborted', cause: { message: 'no more need' } })
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['aborted'])
    await upstream.requests[0]?.closed
  })

  it('while connecting ends the call', async () => {
    const server = createServer((socket) => onTestFinished(() => void socket.destroy())).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    // TLS to a server that never responds, with a deadline that no test reaches.
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
    const { failure } = await startHarness({ baseUrl, timeoutMs: 3_600_000 })
    const controller = new AbortController()
    const arrived = once(server, 'connection')
    const call = failure(controller.signal)
    await arrived
    controller.abort()
    expect(await call).toMatchObject({ code: 'aborted' })
  })

  it('between attempts ends the wait', async () => {
    const { upstream, clock, waiting, failure } = await startHarness({ random: () => 0.9 })
    upstream.fault(status(503))
    const controller = new AbortController()
    const call = failure(controller.signal)
    await waiting()
    controller.abort(new Error('no more need'))
    expect(await call).toMatchObject({
      code: 'aborted',
      message: 'the call to upstream was aborted after 0 ms, while waiting to retry',
    })
    expect(clock.pending()).toBe(0)
    expect(upstream.requests).toHaveLength(1)
  })

  it('counts neither for nor against the breaker', async () => {
    const { upstream, client, failure } = await startHarness()
    upstream.fault({ kind: 'noHeaders' })
    for (let call = 0; call < 6; call += 1) {
      const controller = new AbortController()
      const arrived = upstream.nextRequest()
      const aborted = failure(controller.signal)
      await arrived
      controller.abort()
      expect(await aborted).toMatchObject({ code: 'aborted' })
    }
    expect(client.breaker.state()).toBe('closed')
  })
})

describe('close', () => {
  it('aborts the current call and leaves no connection', async () => {
    const { upstream, client, failure } = await startHarness()
    upstream.fault({ kind: 'noHeaders' })
    const arrived = upstream.nextRequest()
    const call = failure()
    await arrived
    await client.close()
    expect(await call).toMatchObject({ code: 'aborted', cause: { message: 'the upstream client was closed' } })
    await upstream.idle()
  })

  it('ends a wait between attempts', async () => {
    const { upstream, client, waiting, failure } = await startHarness({ random: () => 0.9 })
    upstream.fault(status(503))
    const call = failure()
    await waiting()
    await client.close()
    expect(await call).toMatchObject({ code: 'aborted' })
  })

  it('is final, and may be called twice', async () => {
    const { client, upstream, failure } = await startHarness()
    await client.close()
    await client.close()
    expect(await failure()).toMatchObject({ code: 'aborted' })
    expect(upstream.requests).toEqual([])
  })
})
