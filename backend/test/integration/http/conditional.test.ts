import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream()
  app = await startHttpApp(
    { OPENROUTER_BASE_URL: upstream.url },
    { clock: createFakeClock('2026-08-22T14:00:00.250Z') },
  )
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

const paths = [
  ['a prebuilt response', '/api/models'],
  ['a computed response', '/api/models?limit=3&offset=0&'],
] as const
const get = (
  headers: Record<string, string>,
  { path = '/api/models', method = 'GET' } = {},
): Promise<ReceivedResponse> => app.send({ path, method, headers })
const tagFor = async (encoding: string, path = '/api/models'): Promise<string> =>
  (await get({ 'Accept-Encoding': encoding }, { path })).headers.etag!

describe.each(['/api/models?max_age_days=30', '/api/models/count?min_age_days=1', '/api/facets?expiring_days=30'])(
  'a response that depends on the date (%s)',
  (path) => {
    it('is never a 304 by date, only by ETag, since it changes every day', async () => {
      const response = await get({}, { path })
      expect((await get({ 'If-Modified-Since': response.headers['last-modified']! }, { path })).status).toBe(200)
      expect((await get({ 'If-None-Match': response.headers.etag! }, { path })).status).toBe(304)
    })
  },
)

describe.each(paths)('If-None-Match on %s', (_, path) => {
  it.each([
    ['the ETag', (tag: string) => tag],
    ['the ETag as a weak one', (tag: string) => `W/${tag}`],
    ['a list that contains it', (tag: string) => `"other", W/"another",${tag} , "third"`],
    ['an asterisk', () => '*'],
  ])('is a 304 without a body and with all caching headers for %s', async (_name, header) => {
    const tag = await tagFor('gzip', path)
    const response = await get({ 'Accept-Encoding': 'gzip', 'If-None-Match': header(tag) }, { path })
    expect([response.status, response.body.length]).toEqual([304, 0])
    expect(response.headers).toMatchObject({
      etag: tag,
      age: '0',
      vary: 'Accept-Encoding',
      'last-modified': expect.any(String),
      'cache-control': expect.stringContaining('max-age'),
      date: expect.any(String),
      'x-data-source': 'upstream',
      'x-request-id': expect.any(String),
      'access-control-allow-origin': '*',
    })
    for (const name of ['content-length', 'content-type', 'content-encoding'])
      expect(response.headers).not.toHaveProperty(name)
  })

  it.each(['"other"', 'W/"other"', 'nonsense', '', '"', '"a", "b"'])(
    'is a full response for another ETag: %s',
    async (header) => {
      expect((await get({ 'If-None-Match': header }, { path })).status).toBe(200)
    },
  )

  it('works for HEAD', async () => {
    const tag = await tagFor('identity', path)
    expect((await get({ 'If-None-Match': tag }, { path, method: 'HEAD' })).status).toBe(304)
  })
})

describe('the ETag of another encoding', () => {
  it('differs for each encoding', async () => {
    const tags = await Promise.all(['identity', 'gzip', 'br'].map((encoding) => tagFor(encoding)))
    const hash = tags[0]!.slice(1, -1)
    expect(tags).toEqual([`"${hash}"`, `"${hash}-gzip"`, `"${hash}-br"`])
  })

  it('matches if the client accepts that encoding, and the 304 repeats it', async () => {
    const [gzip, plain] = [await tagFor('gzip'), await tagFor('identity')]
    expect(await get({ 'Accept-Encoding': 'br, gzip', 'If-None-Match': gzip })).toMatchObject({
      status: 304,
      headers: { etag: gzip },
    })
    expect(await get({ 'Accept-Encoding': 'br', 'If-None-Match': plain })).toMatchObject({
      status: 304,
      headers: { etag: plain },
    })
    expect(await get({ 'If-None-Match': gzip })).toMatchObject({ status: 304, headers: { etag: gzip } })
  })

  it('does not match if the client does not accept that encoding: a shared cache would serve it', async () => {
    expect((await get({ 'Accept-Encoding': 'gzip', 'If-None-Match': await tagFor('br') })).status).toBe(200)
    expect(
      (await get({ 'Accept-Encoding': 'br, identity;q=0', 'If-None-Match': await tagFor('identity') })).status,
    ).toBe(200)
  })
})

describe('If-Modified-Since', () => {
  const changed = 'Sat, 22 Aug 2026 14:00:00 GMT'

  it.each([
    ['the same second', changed],
    ['a later time', 'Sun, 23 Aug 2026 00:00:00 GMT'],
    ['the RFC 850 format', 'Saturday, 22-Aug-26 14:00:00 GMT'],
    ['the asctime format', 'Sat Aug 22 14:00:00 2026'],
  ])('is a 304 for %s', async (_, since) => {
    const response = await get({ 'If-Modified-Since': since })
    expect([response.status, response.body.length, response.headers['last-modified']]).toEqual([304, 0, changed])
  })

  it('is parsed as GMT in any time zone', async () => {
    vi.stubEnv('TZ', 'America/New_York')
    const statuses = await Promise.all(
      ['Sat Aug 22 13:59:59 2026', 'Sat Aug 22 14:00:00 2026'].map(
        async (since) => (await get({ 'If-Modified-Since': since })).status,
      ),
    )
    vi.unstubAllEnvs()
    expect(statuses).toEqual([200, 304])
  })

  it.each([
    ['a second earlier', 'Sat, 22 Aug 2026 13:59:59 GMT'],
    ['another date format', '2026-08-23T00:00:00Z'],
    ['a bare year', '2030'],
    ['an impossible date', 'Sat, 99 Aug 2026 14:00:00 GMT'],
    ['nonsense', 'yesterday'],
  ])('is a full response for %s', async (_, since) => {
    expect((await get({ 'If-Modified-Since': since })).status).toBe(200)
  })

  it('is ignored if there is an If-None-Match', async () => {
    expect((await get({ 'If-Modified-Since': changed, 'If-None-Match': '"other"' })).status).toBe(200)
    expect((await get({ 'If-Modified-Since': 'Sat, 22 Aug 2020 14:00:00 GMT', 'If-None-Match': '*' })).status).toBe(304)
  })
})

describe('a conditional request for anything else', () => {
  it('is never a 304', async () => {
    for (const [path, status] of [
      ['/api/models/no/such', 404],
      ['/api/models?nonsense=1', 400],
      ['/livez', 200],
      ['/nowhere', 404],
    ] as const) {
      expect(
        (await get({ 'If-None-Match': '*', 'If-Modified-Since': 'Sun, 23 Aug 2026 00:00:00 GMT' }, { path })).status,
      ).toBe(status)
    }
  })
})
