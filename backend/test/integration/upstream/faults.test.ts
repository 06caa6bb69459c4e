import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exampleModel, startFakeUpstream } from '../../helpers/fake-upstream.js'
import { startHarness } from '../../helpers/upstream-harness.js'

const noise = randomBytes(200_000).toString('base64')

describe('a failed connection', () => {
  it('is reported as refused', async () => {
    const { upstream, failure, attempts } = await startHarness()
    upstream.fault({ kind: 'refuse' })
    const { host } = new URL(upstream.url)
    expect(await failure()).toMatchObject({ code: 'refused', message: `${host} refused the connection after 0 ms` })
    expect(attempts).toHaveLength(3)
  })

  it('is followed by a successful one once upstream is back', async () => {
    const { upstream, failure, models } = await startHarness()
    await models()
    upstream.fault({ kind: 'refuse' })
    await failure()
    await upstream.restore()
    expect(await models()).toHaveLength(3)
  })

  it('is reported as an unresolvable name', async () => {
    // A label of more than 63 characters fails in the resolver, without a DNS request.
    const { failure, attempts } = await startHarness({ baseUrl: `http://${'a'.repeat(64)}.invalid/api/v1` })
    expect(await failure()).toMatchObject({
      code: 'dns',
      message: expect.stringContaining('could not be resolved (ENOTFOUND)'),
    })
    expect(attempts).toHaveLength(3)
  })

  it('is reported as a TLS failure, and is not retried', async () => {
    const fake = await startFakeUpstream()
    onTestFinished(() => fake.close())
    const { failure, attempts } = await startHarness({ baseUrl: fake.url.replace('http:', 'https:') })
    expect(await failure()).toMatchObject({
      code: 'tls',
      message: expect.stringMatching(/^no TLS connection to 127\.0\.0\.1:\d+ \(\w+\) after/),
    })
    expect(attempts).toHaveLength(1)
  })

  it('is reported as reset', async () => {
    const { upstream, failure, attempts } = await startHarness()
    upstream.fault({ kind: 'reset' })
    expect(await failure()).toMatchObject({
      code: 'network',
      message: expect.stringMatching(/the connection to .* failed \(.*ECONNRESET.*\) after 0 ms/),
    })
    expect(attempts).toHaveLength(3)
  })

  it('is reported if the server does not speak HTTP', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n')).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { failure } = await startHarness({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    })
    expect(await failure()).toMatchObject({ code: 'network', message: expect.stringContaining('HTTP') })
  })
})

describe('the deadline', () => {
  it('covers connecting, including TLS', async () => {
    const server = createServer((socket) => onTestFinished(() => void socket.destroy())).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
    const { failure } = await startHarness({ baseUrl, timeoutMs: 50 })
    expect(await failure()).toMatchObject({ code: 'timeout' })
  })

  it('covers the wait for headers', async () => {
    const { upstream, failure, attempts } = await startHarness({ timeoutMs: 50 })
    upstream.fault({ kind: 'noHeaders' })
    expect(await failure()).toMatchObject({
      code: 'timeout',
      message: 'no complete response within 50 ms (0 bytes received)',
    })
    expect(attempts).toHaveLength(3)
    await Promise.all(upstream.requests.map(({ closed }) => closed))
  })

  it('covers a body that arrives byte by byte', async () => {
    const { upstream, failure, attempts } = await startHarness({ timeoutMs: 500 })
    upstream.fault({ kind: 'drip', ms: 5 })
    expect(await failure()).toMatchObject({ code: 'timeout' })
    // On a busy machine an attempt may time out before its first byte.
    expect(attempts).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/within 500 ms \([1-9]\d* bytes received\)$/) }),
    )
    await Promise.all(upstream.requests.map(({ closed }) => closed))
  })

  it('covers redirects and the final response together', async () => {
    const { upstream, failure } = await startHarness({ timeoutMs: 50 })
    upstream.fault({ kind: 'redirectTo', url: '/api/v1/models' }, { times: 1 })
    upstream.fault({ kind: 'noHeaders' })
    expect(await failure()).toMatchObject({ code: 'timeout' })
  })
})

describe('a body that ends early', () => {
  it.each([
    ['before its content length', 'contentLength', 'identity'],
    ['between chunks', 'chunked', 'identity'],
    ['before its content length, in gzip', 'contentLength', 'gzip'],
    ['between chunks, in brotli', 'chunked', 'br'],
  ] as const)('%s is truncated', async (_name, how, encoding) => {
    const { upstream, failure, attempts } = await startHarness({}, { encoding })
    upstream.fault({ kind: 'truncate', afterBytes: 100, how })
    const error = await failure()
    expect(error).toMatchObject({
      code: 'truncated',
      message: expect.stringMatching(/^the response ended early after 0 ms \(100 bytes received\): /),
    })
    expect(error.sample?.length).toBeGreaterThan(0)
    expect(attempts).toHaveLength(3)
  })

  it('is truncated if its gzip stream is incomplete, although HTTP framing is complete', async () => {
    const { upstream, failure, attempts } = await startHarness()
    const body = gzipSync(`{"data":["${noise}"]}`).subarray(0, 100_000)
    upstream.fault({ kind: 'raw', body, headers: { 'content-encoding': 'gzip' } })
    const error = await failure()
    expect(error).toMatchObject({
      code: 'truncated',
      message: 'the response ends in the middle of its gzip stream (100000 bytes received)',
    })
    expect(error.sample?.toString()).toBe(`{"data":["${noise}`.slice(0, 64 * 1024))
    expect(attempts).toHaveLength(3)
  })

  it('is fetched again', async () => {
    const { upstream, models } = await startHarness()
    upstream.fault({ kind: 'truncate', afterBytes: 50, how: 'chunked' }, { times: 2 })
    expect(await models()).toHaveLength(3)
  })
})

describe('a body that cannot be decompressed', () => {
  it.each(['gzip', 'br', 'deflate'])('fails without a retry, with a sample: invalid %s', async (encoding) => {
    const { upstream, failure, attempts } = await startHarness()
    upstream.fault({
      kind: 'raw',
      body: '<html>not compressed at all</html>',
      headers: { 'content-encoding': encoding },
    })
    const error = await failure()
    expect(error).toMatchObject({
      code: 'bad_encoding',
      message: `the response is not valid ${encoding} (34 bytes received)`,
    })
    expect(error.sample?.toString()).toBe('<html>not compressed at all</html>')
    expect(attempts).toHaveLength(1)
  })

  it('fails with a sample if its encoding was not requested', async () => {
    const { upstream, failure } = await startHarness()
    upstream.fault({ kind: 'raw', body: 'whatever', headers: { 'content-encoding': 'zstd' } })
    const error = await failure()
    expect(error).toMatchObject({
      code: 'bad_encoding',
      message: 'upstream sent the content encoding "zstd", which was not requested',
    })
    expect(error.sample?.toString()).toBe('whatever')
  })
})

describe('the limit of bytes', () => {
  it('stops a gzip bomb of 200 MB at the limit', async () => {
    const { upstream, failure, attempts } = await startHarness()
    upstream.fault({ kind: 'gzipBomb', bytes: 200 * 1024 * 1024 })
    const error = await failure()
    expect(error).toMatchObject({
      code: 'too_large',
      message: expect.stringMatching(/larger than 1048576 bytes decompressed/),
    })
    expect(error.sample?.subarray(0, 12).toString()).toBe('{"data":[   ')
    expect(error.sample).toHaveLength(64 * 1024)
    expect(error.sample?.buffer.byteLength).toBeLessThan(256 * 1024)
    expect(attempts).toHaveLength(1)
    expect(attempts[0]?.bytes).toBeLessThan(1.1 * 1024 * 1024)
    await Promise.all(upstream.requests.map(({ closed }) => closed))
  })

  it('applies to bytes on the wire too, for streams without output', async () => {
    const { upstream, failure, attempts } = await startHarness({ maxBytes: 1000 })
    const nothing = gzipSync('')
    upstream.fault({
      kind: 'raw',
      body: Buffer.concat(Array<Buffer>(100).fill(nothing)),
      headers: { 'content-encoding': 'gzip' },
    })
    expect(await failure()).toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('1000 bytes on the wire'),
    })
    expect(attempts[0]?.bytes).toBe(0)
  })

  it.each([
    [1000, 'ok'],
    [1001, 'too_large'],
  ])('of 1000, applied to a body of %d: %s', async (size, outcome) => {
    const { upstream, client, attempts } = await startHarness({ maxBytes: 1000 })
    upstream.fault({ kind: 'raw', body: 'x'.repeat(size) })
    await client.fetchModels().catch(() => undefined)
    expect(attempts.map((attempt) => attempt.outcome)).toEqual([outcome])
  })
})

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('by %d within the origin is followed', async (code) => {
    const { upstream, models } = await startHarness({ apiKey: 'sk-or-v1-example' })
    upstream.fault({ kind: 'redirectTo', url: '/api/v1/models?output_modalities=all&moved=1', code }, { times: 1 })
    expect(await models()).toHaveLength(3)
    expect(upstream.requests[1]).toMatchObject({
      method: 'GET',
      url: '/api/v1/models?output_modalities=all&moved=1',
      headers: { authorization: 'Bearer sk-or-v1-example' },
    })
  })

  it('is followed at most three times', async () => {
    const { upstream, failure, attempts, models } = await startHarness()
    upstream.fault({ kind: 'redirectTo', url: '/api/v1/models?output_modalities=all' }, { times: 3 })
    expect(await models()).toHaveLength(3)
    upstream.requests.length = 0
    upstream.fault({ kind: 'redirectLoop' })
    expect(await failure()).toMatchObject({
      code: 'redirect',
      status: 302,
      message: 'upstream redirected more than 3 times',
    })
    expect(upstream.requests).toHaveLength(4)
    expect(attempts).toHaveLength(2)
  })

  it('to another origin is not followed, and the key is not sent there', async () => {
    const stranger = await startFakeUpstream()
    onTestFinished(() => stranger.close())
    const { upstream, failure } = await startHarness({ apiKey: 'sk-or-v1-example' })
    upstream.fault({ kind: 'redirectTo', url: `${stranger.url}/models?token=abc` })
    const error = await failure()
    expect(error).toMatchObject({
      code: 'redirect',
      message: expect.stringContaining(`another origin, which is not followed: ${stranger.url}/models?token`),
    })
    expect(error.message).not.toContain('abc')
    expect(stranger.requests).toEqual([])
  })

  it.each(['', 'http://['])('to "%s" is refused', async (url) => {
    const { upstream, failure } = await startHarness()
    upstream.fault({ kind: 'redirectTo', url })
    expect(await failure()).toMatchObject({
      code: 'redirect',
      message: 'upstream responded 302 without a valid Location',
    })
  })
})

describe('a connection of the pool', () => {
  const page = 'x'.repeat(2_000_000)

  it.each([
    ['an error', { kind: 'status', code: 503, body: page }, 3],
    ['a redirect', { kind: 'redirectTo', url: '/api/v1/models', body: page }, 4],
  ] as const)('is released after an unread long page of %s', async (_name, fault, requests) => {
    const { upstream, client } = await startHarness()
    upstream.fault(fault)
    await expect(client.fetchModels()).rejects.toThrow(/503|redirected more than 3 times/)
    expect(upstream.requests).toHaveLength(requests)
    await Promise.all(upstream.requests.map(({ closed }) => closed))
  })

  it('is released after a list that is too large', async () => {
    const { upstream, failure } = await startHarness(
      { maxBytes: 500 },
      { models: [exampleModel('a/b', { description: noise })], encoding: 'identity' },
    )
    expect(await failure()).toMatchObject({ code: 'too_large' })
    await upstream.requests[0]?.closed
  })
})
