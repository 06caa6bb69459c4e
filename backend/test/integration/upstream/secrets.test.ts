import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createUpstream } from '../../../src/upstream/client.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import type { Fault } from '../../helpers/fake-upstream.js'
import { failureOf, startHarness } from '../../helpers/upstream-harness.js'

const KEY = 'sk-or-v1-0123456789abcdef'
const USER = 'alice-the-user'
const PASSWORD = 'p@ss/word-of-alice'
const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString('base64')
const SECRETS = [KEY, USER, PASSWORD, encodeURIComponent(PASSWORD), BASIC, 'query-secret']

/** Everything that a logger could find, including non-enumerable properties and bytes. */
function everything(value: unknown): string {
  const error = value as { sample?: Buffer }
  return (
    inspect(value, { depth: Infinity, showHidden: true }) + JSON.stringify(value) + (error.sample?.toString() ?? '')
  )
}

function expectNoSecret(...values: unknown[]): void {
  for (const value of values) for (const secret of SECRETS) expect(everything(value)).not.toContain(secret)
}

const ECHO = `{"data":["Bearer ${KEY}, Basic ${BASIC}"`
const faults: [string, Fault][] = [
  ['no connection', { kind: 'refuse' }],
  ['a reset', { kind: 'reset' }],
  ['a status that echoes the key', { kind: 'status', code: 401, headers: { 'x-echo': KEY }, body: ECHO }],
  ['a Retry-After that is the key', { kind: 'status', code: 503, headers: { 'retry-after': KEY } }],
  [
    'a redirect full of secrets',
    {
      kind: 'redirectTo',
      url: `http://${USER}:${encodeURIComponent(PASSWORD)}@elsewhere.invalid/${KEY}?token=query-secret#${KEY}`,
    },
  ],
  ['a redirect to a host named like the key', { kind: 'redirectTo', url: `http://${KEY}.invalid/?${KEY}=1` }],
  [
    'a next link with the key',
    { kind: 'raw', body: `{"data":[],"links":{"next":"http://elsewhere.invalid/${KEY}?token=query-secret"}}` },
  ],
  ['an encoding named like the key', { kind: 'raw', body: ECHO, headers: { 'content-encoding': KEY } }],
  ['an echo that is not gzip', { kind: 'raw', body: ECHO, headers: { 'content-encoding': 'gzip' } }],
  [
    'an echo cut off',
    { kind: 'raw', body: gzipSync(ECHO.repeat(9)).subarray(0, -8), headers: { 'content-encoding': 'gzip' } },
  ],
  ['an echo too large', { kind: 'raw', body: ECHO.repeat(99) }],
  ['a response that is not HTTP', { kind: 'raw', body: '', headers: { 'content-length': '-1' } }],
]

describe('no secret is in any error or attempt', () => {
  it.each(faults)('after %s', async (_name, fault) => {
    const fake = await startHarness()
    const base = new URL(fake.upstream.url)
    base.username = USER
    base.password = PASSWORD
    base.searchParams.set('token', 'query-secret')
    const { failure, attempts } = await startHarness({ baseUrl: base.href, apiKey: KEY, maxBytes: 2_000 })
    fake.upstream.fault(fault)
    expectNoSecret(await failure(), attempts)
    expect(attempts.length).toBeGreaterThan(0)
  })

  it('after an abort whose reason contains one', async () => {
    const { failure } = await startHarness({ apiKey: KEY })
    const reason = new Error(`sent ${KEY}`, { cause: Object.assign(new Error(KEY), { input: KEY }) })
    expectNoSecret(await failure(AbortSignal.abort(reason)))
    expectNoSecret(await failure(AbortSignal.abort(KEY)))
  })

  it('if a header cannot hold the key', () => {
    const options = { baseUrl: 'http://127.0.0.1/', maxBytes: 1, clock: createFakeClock() }
    expect(() => createUpstream({ ...options, apiKey: `${KEY}\n${KEY}` })).toThrow(
      /^the key of upstream has a character that a header cannot hold$/,
    )
  })

  it.each([`http://${USER}:${KEY}@`, `ftp://${USER}:${KEY}@host/`])('if the base URL is %s', (baseUrl) => {
    let thrown: unknown
    try {
      createUpstream({ baseUrl, apiKey: KEY, maxBytes: 1, clock: createFakeClock() })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(TypeError)
    expectNoSecret(thrown)
  })
})

describe('a response that quotes a secret', () => {
  it.each([
    ['as it is', KEY],
    ['percent-encoded', encodeURIComponent(KEY)],
    ['escaped in JSON', JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/')],
  ])('is redacted before anything reads it: %s', async (_, quoted) => {
    const { upstream, client } = await startHarness({ apiKey: KEY })
    upstream.fault({ kind: 'raw', body: `{"error":"key ${quoted} is not allowed"}` })
    expect((await client.fetchModels()).bytes.toString()).toBe('{"error":"key *** is not allowed"}')
    upstream.fault({ kind: 'raw', body: `{"data":{"note":"${quoted}"}}` })
    expect((await client.fetchDocument('providers'))?.toString()).toBe('{"data":{"note":"***"}}')
  })

  it('is redacted in the beginning of a response that was cut off, and of the values in the base URL', async () => {
    const { upstream } = await startHarness()
    const { client } = await startHarness({
      baseUrl: `${upstream.url}?token=a-query-value`,
      otherSecrets: ['an-other/secret'],
    })
    upstream.fault({ kind: 'raw', body: '{"error":"a-query-value"}' })
    expect((await client.fetchModels()).bytes.toString()).toBe('{"error":"***"}')
    const body = gzipSync('{"error":"an-other\\/secre').subarray(0, -8)
    upstream.fault({ kind: 'raw', body, headers: { 'content-encoding': 'gzip' } })
    expect((await failureOf(client.fetchModels())).sample?.toString()).toBe('{"error":"***')
  })

  it('is redacted of the other secrets of this program', async () => {
    const { upstream, client } = await startHarness({ otherSecrets: ['an-administration-token', 'postgres'] })
    upstream.fault({ kind: 'raw', body: '{"error":"an-administration-token for postgres"}' })
    // A short secret may be a word, which must not be damaged.
    expect((await client.fetchModels()).bytes.toString()).toBe('{"error":"*** for postgres"}')
  })
})

it('trims a key that was read from a file', async () => {
  const { upstream, client } = await startHarness({ apiKey: ` ${KEY}\n` })
  await client.fetchModels()
  expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
})

describe('userinfo in the base URL', () => {
  it('is sent as Basic authorization', async () => {
    const { upstream } = await startHarness()
    const { client } = await startHarness({
      baseUrl: upstream.url.replace('//', `//${USER}:${encodeURIComponent(PASSWORD)}@`),
    })
    await client.fetchModels()
    expect(upstream.requests[0]?.headers.authorization).toBe(`Basic ${BASIC}`)
  })

  it('is ignored if there is a key', async () => {
    const { upstream } = await startHarness()
    const { client } = await startHarness({ baseUrl: upstream.url.replace('//', '//a%zz:b@'), apiKey: KEY })
    await client.fetchModels()
    expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
  })
})

it('has a sample on errors that loggers do not copy', async () => {
  const { upstream, client } = await startHarness()
  upstream.fault({ kind: 'truncate', afterBytes: 40, how: 'chunked' })
  const error = await failureOf(client.fetchModels())
  expect(error.sample).toBeInstanceOf(Buffer)
  expect(Object.keys(error)).not.toContain('sample')
})
