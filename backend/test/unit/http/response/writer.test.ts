import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createCachedResponse, type CachedResponse } from '../../../../src/http/response/cached-response.js'
import { createResponseWriter } from '../../../../src/http/response/writer.js'
import type { SnapshotStore } from '../../../../src/snapshot/snapshot-store.js'

const text = 'every model has a name and a price; '.repeat(200)
const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach((end) => end()))

async function serve(response: CachedResponse) {
  const errors: unknown[] = []
  const writer = createResponseWriter({
    snapshots: {} as SnapshotStore,
    ttlSeconds: 300,
    allowedOrigins: '*',
    onError: (error) => errors.push(error),
  })
  const server = createServer((req, res) => writer.write(req, res, response, 'miss'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const get = (encoding: string, headers: Record<string, string> = {}) =>
    request({
      port: (server.address() as AddressInfo).port,
      headers: { 'Accept-Encoding': encoding, ...headers },
      agent: false,
    }).end()
  return { get, errors }
}

it('closes the connection when a response cannot be written after it was compressed', async () => {
  const { get, errors } = await serve(createCachedResponse(text, null, { headers: ['X-Broken', 'two\nlines'] }))
  await expect(once(get('gzip'), 'response')).rejects.toThrow('socket hang up')
  expect(errors).toMatchObject([{ code: 'ERR_INVALID_CHAR' }])
})

it('sends the identity body when compression fails', async () => {
  const response = createCachedResponse(text, null)
  response.variant('gzip')!.load = () => Promise.reject(new Error('out of memory'))
  const { get } = await serve(response)
  const [answer] = await once(get('gzip'), 'response')
  expect(answer.headers['content-length']).toBe(String(text.length))
  expect(answer.headers['content-encoding']).toBeUndefined()
})

it('sends the length of the compressed body after a 304 that needed none', async () => {
  const response = createCachedResponse(text, null, { asset: { cacheControl: 'no-cache', security: null } })
  const { get } = await serve(response)
  const gzip = response.variant('gzip')!
  const [notModified] = await once(get('gzip', { 'If-None-Match': gzip.etag }), 'response')
  expect([notModified.statusCode, gzip.body]).toEqual([304, undefined])
  const [full] = await once(get('gzip'), 'response')
  expect(full.headers['content-length']).toBe(String(gzip.body!.length))
})
