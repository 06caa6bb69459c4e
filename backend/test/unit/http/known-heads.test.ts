import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { createKnownHeads } from '../../../src/http/known-heads.js'
import { heldBytes } from '../../helpers/garbage.js'

const head = (line: string, ...headers: string[]): string => [line, 'Host: x', ...headers, '', ''].join('\r\n')
const parsed = (headers: IncomingMessage['headers'] = { host: 'x' }, httpVersion = '1.1') =>
  ({ headers, httpVersion }) as IncomingMessage

it('knows the headers of a request again when it asks for something else', () => {
  const heads = createKnownHeads()
  heads.remember(head('GET /api/models HTTP/1.1'), parsed())
  expect(heads.read(head('GET /api/models/a/one?x=%20&"<>\\^`{|}~ HTTP/1.1'))).toEqual({
    method: 'GET',
    url: '/api/models/a/one?x=%20&"<>\\^`{|}~',
    headers: { host: 'x' },
  })
  expect(heads.read(head('HEAD / HTTP/1.1'))).toEqual({ method: 'HEAD', url: '/', headers: { host: 'x' } })
})

it.each([
  ['other headers', head('GET / HTTP/1.1', 'Accept: */*')],
  ['the same and something after them', `${head('GET / HTTP/1.1')}GET`],
  ['half of them', head('GET / HTTP/1.1').slice(0, -2)],
  ['another method', head('POST / HTTP/1.1')],
  ['a method in small letters', head('get / HTTP/1.1')],
  ['another version', head('GET / HTTP/1.0')],
  ['no version', head('GET /')],
  ['a bare line feed', head('GET / HTTP/1.1').replace('\r\n', '\n')],
  ['a whole URL', head('GET http://x/ HTTP/1.1')],
  ['an asterisk', head('GET * HTTP/1.1')],
  ['two blanks before the target', head('GET  / HTTP/1.1')],
  ['two blanks after the target', head('GET /  HTTP/1.1')],
  ['a blank in the target', head('GET /a b HTTP/1.1')],
  ['a fragment', head('GET /#a HTTP/1.1')],
  ['a control character in the target', head('GET /\u0001 HTTP/1.1')],
  ['a character beyond ASCII in the target', head('GET /\u00e9 HTTP/1.1')],
  ['an end of line in the target', head('GET / HTTP/1.0\r\nX: HTTP/1.1')],
])('leaves to the parser what has %s', (_, other) => {
  const heads = createKnownHeads()
  heads.remember(head('GET / HTTP/1.1'), parsed())
  expect([heads.read(head('GET / HTTP/1.1')) === undefined, heads.read(other)]).toEqual([false, undefined])
})

it.each([
  ['Authorization', parsed({ authorization: 'Bearer sk-secret' })],
  ['Proxy-Authorization', parsed({ 'proxy-authorization': 'secret' })],
  ['Cookie', parsed({ cookie: 'secret' })],
  ['X-Api-Key', parsed({ 'x-api-key': 'secret' })],
  ['Expect', parsed({ expect: '100-continue' })],
  ['HTTP/1.0', parsed({}, '1.0')],
])('remembers nothing with %s', (_, request) => {
  const heads = createKnownHeads()
  heads.remember(head('GET / HTTP/1.1'), request)
  expect(heads.read(head('GET / HTTP/1.1'))).toBeUndefined()
})

it('forgets those that it has known for longest, so that it never remembers much', () => {
  const heads = createKnownHeads()
  for (let nr = 0; nr <= 500; nr++) heads.remember(head('GET / HTTP/1.1', `X-Nr: ${nr}`), parsed())
  expect([0, 1, 500].map((nr) => heads.read(head('GET / HTTP/1.1', `X-Nr: ${nr}`)) !== undefined)).toEqual([
    false,
    true,
    true,
  ])
})

it('holds nothing of the request lines that came with them', () => {
  const heads = createKnownHeads()
  const before = heldBytes()
  for (let nr = 0; nr < 100; nr++)
    heads.remember(head(`GET /${'x'.repeat(100_000)}${nr} HTTP/1.1`, `X-Nr: ${nr}`), parsed())
  expect(heldBytes() - before).toBeLessThan(5_000_000)
  expect(heads.read(head('GET / HTTP/1.1', 'X-Nr: 99'))).toBeDefined()
})
