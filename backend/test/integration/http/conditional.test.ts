import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { Answer } from '../../contract/helpers/http-client.js'
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
  ['a prebuilt answer', '/api/models'],
  ['one that Express makes', '/api/models?limit=3&offset=0&'],
] as const
const get = (headers: Record<string, string>, { path = '/api/models', method = 'GET' } = {}): Promise<Answer> =>
  app.send({ path, method, headers })
const tagFor = async (encoding: string, path = '/api/models'): Promise<string> =>
  (await get({ 'Accept-Encoding': encoding }, { path })).headers.etag!

describe.each(['/api/models?max_age_days=30', '/api/models/count?min_age_days=1', '/api/facets?expiring_days=30'])(
  'what counts days (%s)',
  (path) => {
    it('is not said to be unmodified by its date, for another day may tell otherwise, and is by its tag', async () => {
      const answer = await get({}, { path })
      expect((await get({ 'If-Modified-Since': answer.headers['last-modified']! }, { path })).status).toBe(200)
      expect((await get({ 'If-None-Match': answer.headers.etag! }, { path })).status).toBe(304)
    })
  },
)

describe.each(paths)('If-None-Match on %s', (_, path) => {
  it.each([
    ['the tag', (tag: string) => tag],
    ['the tag as a weak one', (tag: string) => `W/${tag}`],
    ['a list that has it', (tag: string) => `"other", W/"another",${tag} , "third"`],
    ['any', () => '*'],
  ])('with %s: 304, without a body and with what a cache has to know', async (_name, header) => {
    const tag = await tagFor('gzip', path)
    const answer = await get({ 'Accept-Encoding': 'gzip', 'If-None-Match': header(tag) }, { path })
    expect([answer.status, answer.body.length]).toEqual([304, 0])
    expect(answer.headers).toMatchObject({
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
      expect(answer.headers).not.toHaveProperty(name)
  })

  it.each(['"other"', 'W/"other"', 'nonsense', '', '"', '"a", "b"'])(
    'with what is not its tag: the whole answer (%s)',
    async (header) => {
      expect((await get({ 'If-None-Match': header }, { path })).status).toBe(200)
    },
  )

  it('works for HEAD as for GET', async () => {
    const tag = await tagFor('identity', path)
    expect((await get({ 'If-None-Match': tag }, { path, method: 'HEAD' })).status).toBe(304)
  })
})

describe('the tag of the same content in another encoding', () => {
  it('is of its own for each', async () => {
    const tags = await Promise.all(['identity', 'gzip', 'br'].map((encoding) => tagFor(encoding)))
    const hash = tags[0]!.slice(1, -1)
    expect(tags).toEqual([`"${hash}"`, `"${hash}-gzip"`, `"${hash}-br"`])
  })

  it('is still right where the client takes that encoding, too, and the 304 names it', async () => {
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

  it('is not where the client could not read it: a shared cache would give it that', async () => {
    expect((await get({ 'Accept-Encoding': 'gzip', 'If-None-Match': await tagFor('br') })).status).toBe(200)
    expect(
      (await get({ 'Accept-Encoding': 'br, identity;q=0', 'If-None-Match': await tagFor('identity') })).status,
    ).toBe(200)
  })
})

describe('If-Modified-Since', () => {
  const changed = 'Sat, 22 Aug 2026 14:00:00 GMT'

  it.each([
    ['the very second', changed],
    ['later', 'Sun, 23 Aug 2026 00:00:00 GMT'],
    ['in the form of RFC 850', 'Saturday, 22-Aug-26 14:00:00 GMT'],
    ['in the form of asctime', 'Sat Aug 22 14:00:00 2026'],
  ])('%s: 304', async (_, since) => {
    const answer = await get({ 'If-Modified-Since': since })
    expect([answer.status, answer.body.length, answer.headers['last-modified']]).toEqual([304, 0, changed])
  })

  it('is in GMT, wherever the program runs', async () => {
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
    ['no HTTP date', '2026-08-23T00:00:00Z'],
    ['a bare year', '2030'],
    ['a date that is none', 'Sat, 99 Aug 2026 14:00:00 GMT'],
    ['nonsense', 'yesterday'],
  ])('%s: the whole answer', async (_, since) => {
    expect((await get({ 'If-Modified-Since': since })).status).toBe(200)
  })

  it('is passed over where If-None-Match is there', async () => {
    expect((await get({ 'If-Modified-Since': changed, 'If-None-Match': '"other"' })).status).toBe(200)
    expect((await get({ 'If-Modified-Since': 'Sat, 22 Aug 2020 14:00:00 GMT', 'If-None-Match': '*' })).status).toBe(304)
  })
})

describe('a condition on what is not of the catalogue', () => {
  it('makes no 304 of an error or of a report', async () => {
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
