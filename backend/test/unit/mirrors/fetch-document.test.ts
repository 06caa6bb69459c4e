import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { createDocumentFetcher, type DocumentFetcher } from '../../../src/mirrors/fetch-document.js'

let server: Server
let fetcher: DocumentFetcher
const signal = new AbortController().signal

afterEach(async () => {
  await fetcher.close()
  server.closeAllConnections()
  server.close()
})

async function start(listener: RequestListener, userinfo = ''): Promise<void> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  fetcher = createDocumentFetcher({ url: `http://${userinfo}127.0.0.1:${port}/api.json?v=2`, maxBytes: 10_000 })
}

it('sends what it knows of the document, and gets it only if it changed', async () => {
  const seen: unknown[] = []
  await start(({ url, headers }, response) => {
    seen.push([url, headers['if-none-match'], headers['if-modified-since'], headers.authorization])
    if (headers['if-none-match'] === '"1"') return void response.writeHead(304).end()
    response.writeHead(200, {
      etag: '"1"',
      'last-modified': 'Wed, 01 Jul 2026 00:00:00 GMT',
      'content-encoding': 'gzip',
    })
    response.end(gzipSync('{}'))
  }, 'user:p%40ss@')
  const fetched = await fetcher.fetch(null, signal)
  expect(fetched).toEqual({ bytes: Buffer.from('{}'), etag: '"1"', lastModified: 'Wed, 01 Jul 2026 00:00:00 GMT' })
  expect(await fetcher.fetch(fetched, signal)).toBeNull()
  const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
  expect(seen).toEqual([
    ['/api.json?v=2', undefined, undefined, basic],
    ['/api.json?v=2', '"1"', 'Wed, 01 Jul 2026 00:00:00 GMT', basic],
  ])
})

it.each<[string, RequestListener, string | RegExp]>([
  ['a 500', (_request, response) => response.writeHead(500).end(), 'the site responded 500'],
  [
    'a 304 to a request without conditions',
    (_request, response) => response.writeHead(304).end(),
    'the site responded 304',
  ],
  ['a redirect', (_request, response) => response.writeHead(302, { location: '/x' }).end(), 'the site responded 302'],
  ['a body that is too large', (_request, response) => response.end('x'.repeat(100_000)), 'is larger than 10000 bytes'],
  [
    'a compressed body that is too large',
    (_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(1_000_000))),
    'is larger than 10000 bytes',
  ],
  [
    'an encoding that it did not ask for',
    (_request, response) => response.setHeader('content-encoding', 'x').end('x'),
    'encoding',
  ],
  [
    'a cut-off body',
    (_request, response) => response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()),
    /closed|terminated|aborted|cut|truncated/,
  ],
])('rejects %s', async (_what, listener, message) => {
  await start((request, response) => {
    response.on('error', () => {})
    listener(request, response)
  })
  await expect(fetcher.fetch(null, signal)).rejects.toThrow(message)
})
