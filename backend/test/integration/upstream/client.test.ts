import { describe, expect, it } from 'vitest'
import { exampleModels } from '../../helpers/fake-upstream.js'
import { startHarness } from '../../helpers/upstream-harness.js'

describe('a call to upstream', () => {
  it('fetches the models of all modalities', async () => {
    const { upstream, models } = await startHarness()
    expect(await models()).toEqual(exampleModels())
    expect(upstream.requests).toHaveLength(1)
    expect(upstream.requests[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/models?output_modalities=all',
      headers: {
        accept: 'application/json',
        'accept-encoding': 'gzip, br',
        'user-agent': expect.stringMatching(/^modelkeep\/\d+\.\d+\.\d+/),
      },
    })
    expect(upstream.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('returns the bytes as received, and the duration', async () => {
    const { upstream, client } = await startHarness()
    const body = '{ "data": [ {"id":"a/b","price":1.10, "x":"\\u00e9"} ] }\n'
    upstream.fault({ kind: 'raw', body })
    expect(await client.fetchModels()).toEqual({ bytes: Buffer.from(body), pages: 1, durationMs: 0 })
  })

  it('sends the key as a bearer token', async () => {
    const { upstream, client } = await startHarness({ apiKey: 'sk-or-v1-example' })
    await client.fetchModels()
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer sk-or-v1-example')
  })

  it('keeps the path and the query of the base URL', async () => {
    const upstream = await startHarness()
    const { client } = await startHarness({ baseUrl: `${upstream.upstream.url}/?tenant=7#top` })
    await client.fetchModels()
    expect(upstream.upstream.requests[0]?.url).toBe('/api/v1/models?tenant=7&output_modalities=all')
  })

  it('reuses its connection', async () => {
    const { upstream, client } = await startHarness()
    await client.fetchModels()
    await client.fetchModels()
    expect(upstream.requests).toHaveLength(2)
    expect(upstream.connections).toBe(1)
  })

  it.each(['identity', 'gzip', 'br', 'deflate'] as const)('reads %s', async (encoding) => {
    const { models } = await startHarness({}, { encoding })
    expect(await models()).toEqual(exampleModels())
  })

  it.each([
    ['204', { kind: 'status', code: 204, body: '' }],
    ['an empty body', { kind: 'raw', body: '' }],
    ['an empty body that is called gzip', { kind: 'raw', body: '', headers: { 'content-encoding': 'gzip' } }],
  ] as const)('returns no bytes for %s', async (_name, fault) => {
    const { upstream, client } = await startHarness()
    upstream.fault(fault)
    expect((await client.fetchModels()).bytes).toEqual(Buffer.alloc(0))
  })

  it('records each attempt', async () => {
    const { upstream, client, attempts } = await startHarness()
    upstream.fault({ kind: 'status', code: 503 }, { times: 1 })
    const { bytes } = await client.fetchModels()
    const url = `${upstream.url}/models?output_modalities`
    expect(attempts).toEqual([
      {
        url,
        attempt: 1,
        outcome: 'status',
        status: 503,
        bytes: 0,
        durationMs: 0,
        message: 'upstream responded 503 after 0 ms',
      },
      {
        url,
        attempt: 2,
        outcome: 'ok',
        status: 200,
        bytes: bytes.length,
        durationMs: 0,
        message: `upstream responded 200 with ${bytes.length} bytes after 0 ms`,
      },
    ])
  })

  it('measures time with the injected clock', async () => {
    const { upstream, client, clock, attempts } = await startHarness()
    let go = (): void => undefined
    upstream.fault({ kind: 'hold', until: new Promise((resolve) => (go = resolve)) })
    const arrived = upstream.nextRequest()
    const call = client.fetchModels()
    await arrived
    await clock.advance(120)
    go()
    expect((await call).durationMs).toBe(120)
    expect(attempts[0]).toMatchObject({ durationMs: 120, message: expect.stringContaining('after 120 ms') })
  })
})

describe('documents', () => {
  it('do not delay the list, however many are being fetched', async () => {
    const { upstream, client, models } = await startHarness()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    upstream.fault({ kind: 'hold', until: held }, { times: 5 })
    const calls = Array.from({ length: 50 }, (_, nr) => client.fetchDocument(`models/a/m${nr}/endpoints`))
    while (upstream.requests.length < 5) await upstream.nextRequest()
    expect(await models()).toEqual(exampleModels())
    release()
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 50 }, () => null))
  })
})

describe('payloads that the client does not validate', () => {
  it.each([
    ['a web page', { kind: 'html' }, /^<!DOCTYPE html>/],
    ['an empty list', { kind: 'emptyList' }, /^\{"data":\[\],/],
    ['half a list', { kind: 'halfList' }, /^\{"data":\[\{"id":"example\/alpha"[^]*"total_count":1,/],
    ['wrong types', { kind: 'wrongTypes' }, /"context_length":"many"/],
    ['no envelope', { kind: 'raw', body: '[1]' }, /^\[1\]$/],
    ['null', { kind: 'raw', body: 'null' }, /^null$/],
    ['links that are none', { kind: 'raw', body: '{"data":[],"links":{"next":7}}' }, /7/],
  ] as const)('are returned as received: %s', async (_name, fault, expected) => {
    const { upstream, client, attempts } = await startHarness()
    upstream.fault(fault)
    const { bytes, pages } = await client.fetchModels()
    expect(bytes.toString()).toMatch(expected)
    expect(pages).toBe(1)
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['ok'])
  })
})

describe('a slow response', () => {
  it('is awaited within the deadline', async () => {
    const { upstream, models } = await startHarness()
    upstream.fault({ kind: 'delay', ms: 5 })
    expect(await models()).toHaveLength(3)
  })

  it('is complete even if it arrives byte by byte', async () => {
    const { upstream, models } = await startHarness({}, { models: ['a/b'] })
    upstream.fault({ kind: 'drip', ms: 0 })
    expect(await models()).toEqual(['a/b'])
  })
})
