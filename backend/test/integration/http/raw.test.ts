import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CachedResponse } from '../../../src/http/response/cached-response.js'
import { createResponseCache } from '../../../src/http/response/response-cache.js'
import { createHttpServer } from '../../../src/http/server.js'
import { createBrokenParts } from '../../contract/helpers/broken-server.js'
import { asAdmin, listen, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { validator } from '../../contract/helpers/contract.js'
import { parseRaw, sendRaw, type ReceivedResponse } from '../../contract/helpers/http-client.js'

let app: HttpApp
beforeAll(async () => {
  app = await startHttpApp()
})
afterAll(() => app.stop())

const problem = validator({ $ref: '#/components/schemas/Problem' })
const raw = async (text: string | Buffer): Promise<ReceivedResponse> => parseRaw(await sendRaw(app.url, text))

async function expectRefusal(text: string | Buffer, status: number): Promise<string> {
  const response = await raw(text)
  expect([response.status, response.text()]).toEqual([status, expect.anything()])
  expect(response.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': expect.any(String),
    'x-content-type-options': 'nosniff',
    date: expect.any(String),
    connection: 'close',
  })
  expect(response.headers['content-length']).toBe(String(response.body.length))
  expect(problem.safeParse(response.json()).error?.issues ?? []).toEqual([])
  return response.json<{ detail: string }>().detail
}

describe('malformed HTTP', () => {
  it.each([
    ['arbitrary text', 'hello\r\n\r\n'],
    ['an unknown method', 'FETCH /api/models HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a method in lower case', 'get /api/models HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an unknown version', 'GET /api/models HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['a blank in the target', 'GET /api/mod els HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header without a name', 'GET /api/models HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'],
    ['a NUL in a header', 'GET /api/models HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n'],
    ['an invalid length', 'POST /api/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: five\r\n\r\n'],
    ['two lengths', 'POST /api/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    [
      'a length and chunks (request smuggling)',
      'POST /api/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['TLS', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc])],
  ])('is a 400: %s', async (_, text) => {
    expect(await expectRefusal(text, 400)).toBe('this is not a valid HTTP request')
  })

  it('is a 400 in the middle of a body', async () => {
    const head = `POST /api/cache/invalidate HTTP/1.1\r\nHost: x\r\nAuthorization: ${asAdmin.Authorization}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    expect(await expectRefusal(`${head}nonsense\r\n`, 400)).toBe('this is not a valid HTTP request')
  })

  it('is a 431 if the headers or the target are too large', async () => {
    expect(await expectRefusal(`GET /api/models HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431)).toBe(
      'the request line and headers are larger than 16 KB',
    )
    expect(await expectRefusal(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431)).toContain('16 KB')
  })

  it('gets its response even if the client is still sending', async () => {
    expect(
      await expectRefusal(
        `GET /api/models HTTP/1.1\r\nHost: x\r\n${`X: ${'x'.repeat(1_000)}\r\n`.repeat(1_000)}\r\n`,
        431,
      ),
    ).toContain('16 KB')
  })

  it('does not end the connection at once when more data arrives, which could lose the response', async () => {
    const sockets: Socket[] = []
    const client = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1', allowHalfOpen: true })
    await once(client, 'connect')
    const failed = new Promise<void>((resolve) => {
      app.app.server.on('clientError', (_error, socket) => {
        if ((socket as Socket).remotePort !== client.localPort) return // the connection of another test
        sockets.push(socket as Socket)
        if (sockets.length === 2) resolve()
      })
    })
    client.resume().write('hello\r\n\r\n')
    await once(client, 'end')
    client.write('and more\r\n\r\n')
    await failed
    expect(sockets.map((socket) => socket.destroyed)).toEqual([false, false])
    client.destroy()
  })

  it('ends a response that is being streamed, and writes nothing into it', async () => {
    const parts = createBrokenParts()
    const server = createHttpServer({
      ...parts,
      snapshots: { ...parts.snapshots, state: () => 'fresh' },
      services: {
        ...parts.services,
        responseCache: Object.assign(createResponseCache(1_000), { get: () => ({}) as CachedResponse }),
      },
      writer: { ...parts.writer, write: (_req, res) => void res.writeHead(200).write('the beginning') },
    })
    const text = await sendRaw(await listen(server), 'GET /stream HTTP/1.1\r\nHost: x\r\n\r\nhello\r\n\r\n').catch(
      (error: unknown) => String(error),
    )
    server.close()
    expect(text).not.toContain('HTTP/1.1 400')
  })

  it('is a 405 for CONNECT', async () => {
    expect(await expectRefusal('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 405)).toBe(
      'this server is not a proxy',
    )
  })

  it('does not affect other clients', async () => {
    await sendRaw(app.url, 'hello\r\n\r\n')
    expect((await app.send('/api/models')).status).toBe(200)
  })
})

describe('an invalid HTTP request', () => {
  const close = 'Connection: close\r\n'

  it.each(['/api/models', '/livez'])('is a 400 without Host: %s', async (path) => {
    expect(await expectRefusal(`GET ${path} HTTP/1.1\r\n${close}\r\n`, 400)).toBe('the Host header is missing')
  })

  it.each([
    ['a fragment', '/api/models#x'],
    ['letters that are not ASCII', '/api/models/ä'],
    ['no path', 'api/models'],
    ['another scheme', 'ftp://example.com/api/models'],
    ['an asterisk', '*'],
    ['an invalid authority', '//a@[x#y'],
    ['an invalid authority in an absolute URL', 'http://[x#y'],
  ])('is a 400 with an invalid target: %s', async (_, target) => {
    expect(await expectRefusal(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\n${close}\r\n`), 400)).toMatch(
      /request target|valid HTTP request/,
    )
  })
})

describe('an unusual HTTP request', () => {
  it('succeeds: HTTP/1.0 without Host', async () => {
    expect((await raw('GET /api/models/count HTTP/1.0\r\n\r\n')).status).toBe(200)
  })

  it('succeeds: an unknown Expect', async () => {
    expect(
      (await raw('GET /api/models/count HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n')).status,
    ).toBe(200)
  })

  it('succeeds: an unsupported upgrade', async () => {
    expect(
      (
        await raw(
          'GET /api/models/count HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n',
        )
      ).status,
    ).toBe(200)
  })

  it('succeeds: a GET with a body', async () => {
    expect(
      (await raw('GET /api/models/count HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'))
        .status,
    ).toBe(200)
  })

  it('is served in order when pipelined, whether cached or computed', async () => {
    const get = (path: string, more = ''): string =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${path.length}\r\n${more}\r\n`
    const text = await sendRaw(
      app.url,
      get('/api/models/count?limit=7') +
        get('/api/models/count') +
        get('/nowhere') +
        get('/livez', 'Connection: close\r\n'),
    )
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)|X-Request-Id: (\d+)/g)].map(([, status, id]) => status ?? id)).toEqual([
      '200',
      '25',
      '200',
      '17',
      '404',
      '8',
      '200',
      '6',
    ])
  })

  it.each([
    ['cached', '/api/models'],
    ['not cached', '/api/models?limit=6'],
  ])('sends nothing after the response to a request that closes the connection: %s', async (_, path) => {
    const closing = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    const text = await sendRaw(app.url, `${closing}GET /livez HTTP/1.1\r\nHost: x\r\n\r\nhello\r\n\r\n`)
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200'])
  })

  it.each([
    ['cached', ['/api/models']],
    ['not cached', ['/api/models?limit=7']],
    ['not known', ['/nothing']],
    ['several', ['/api/models?limit=8', '/api/models', '/livez', '/api/models?limit=9']],
  ])('is served before a malformed request after it is rejected: %s', async (_, paths) => {
    const valid = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('')
    const text = await sendRaw(app.url, `${valid}hello\r\n\r\nhello\r\n\r\n`)
    const expected = [...paths.map((path) => (path === '/nothing' ? '404' : '200')), '400']
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(expected)
  })

  it('sends 100 Continue before the response', async () => {
    const text = await sendRaw(
      app.url,
      'GET /api/models/count HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
    )
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['100', '200'])
  })

  it('keeps the connection open on request', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
    for (const path of ['/api/models/count', '/nowhere', '/api/models?limit=0']) {
      socket.write(`HEAD ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      expect(chunk.toString()).toMatch(/^Connection: keep-alive\r$/m)
    }
    socket.destroy()
  })
})
