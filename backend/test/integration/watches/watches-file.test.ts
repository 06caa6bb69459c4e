import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Watch } from '@modelkeep/catalog/contract/watches'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp } from '../../contract/helpers/http-app.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { query } from '../../helpers/query.js'
import { until } from '../../helpers/test-app.js'

let dir: string
let file: string
let database: TestDatabase
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'modelkeep-watches-file-'))
  file = join(dir, 'watches.json')
  database = await createTestDatabase({ migrated: true })
})
afterAll(async () => {
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const environment = {
  WATCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  HOOK_SECRET: secret,
  SLACK_URL: 'https://hooks.slack.com/services/T0/B0/s3cr3t',
}
const webhook = { type: 'webhook', url: 'https://example.com/hook', secret: 'env:HOOK_SECRET' }
const slack = { type: 'slack', url: 'env:SLACK_URL' }
const watchNamed = (name: string, more: object = {}) => ({ name, filter: {}, destination: webhook, ...more })

async function start(content: unknown, env: Record<string, string | undefined> = {}) {
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return startHttpApp({ DATABASE_URL: database.url, WATCHES_FILE: file, ...environment, ...env })
}

/** Starts with a file, and waits until its watches are those of the database. */
async function withFile(content: unknown, names: readonly string[]) {
  const app = await start(content)
  const stored = async () =>
    (await query(database.url, "SELECT name FROM watches WHERE source = 'file' ORDER BY name")).map(({ name }) => name)
  await until(async () => JSON.stringify(await stored()) === JSON.stringify(names))
  const api = async (method: string, path: string, body?: object) => {
    const response = await app.send({
      method,
      path,
      headers: { ...asAdmin, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: response.body.toString() }
  }
  return { app, api }
}

describe('the watches of a file', () => {
  it('are shown without secrets, can be paused and resumed, and not changed', async () => {
    const content = [watchNamed('hook'), watchNamed('slack', { destination: slack, grouping: 'daily' })]
    const { app, api } = await withFile(content, ['hook', 'slack'])
    const list = await api('GET', '/api/watches')
    expect(list.text).not.toMatch(/s3cr3t|whsec_/)
    const { data } = JSON.parse(list.text) as { data: Watch[] }
    expect(data).toMatchObject([
      { name: 'hook', source: 'file', destination: { type: 'webhook', target: 'https://example.com' } },
      { name: 'slack', source: 'file', grouping: 'daily', destination: { target: 'https://hooks.slack.com' } },
    ])
    const path = `/api/watches/${data[0]!.id}`
    for (const [method, body] of [
      ['PATCH', { name: 'other' }],
      ['PATCH', { rotate_secret: true }],
      ['PATCH', { state: 'paused', grouping: 'daily' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, text } = await api(method, path, body)
      expect([status, text]).toEqual([409, expect.stringContaining('defined by WATCHES_FILE')])
    }
    expect((await api('PATCH', path, { state: 'paused' })).status).toBe(200)
    expect((await api('PATCH', path, { state: 'active' })).status).toBe(200)
    await app.stop()
  })

  it('that are no longer in it are removed, and the others keep their id', async () => {
    const first = await withFile([watchNamed('kept'), watchNamed('dropped')], ['dropped', 'kept'])
    await first.app.stop()
    const [{ id }] = (await query(database.url, "SELECT id FROM watches WHERE name = 'kept'")) as [{ id: number }]
    const second = await withFile({ watches: [watchNamed('kept', { grouping: 'hourly' })] }, ['kept'])
    expect(await query(database.url, 'SELECT id, name, grouping FROM watches')).toEqual([
      { id, name: 'kept', grouping: 'hourly' },
    ])
    await second.app.stop()
  })
})

describe('a watch that was defined by a file', () => {
  const stateOf = async (name: string) =>
    (await query(database.url, `SELECT state FROM watches WHERE name = '${name}'`))[0]?.['state']

  it('and that its receiver disabled is active again with another destination, and stays disabled with the same', async () => {
    const disable = () => query(database.url, "UPDATE watches SET state = 'disabled' WHERE name = 'hook'")
    const first = await withFile([watchNamed('hook')], ['hook'])
    await first.app.stop()
    await disable()
    const second = await withFile([watchNamed('hook'), watchNamed('new')], ['hook', 'new'])
    await second.app.stop()
    expect(await stateOf('hook')).toBe('disabled')
    const moved = watchNamed('hook', { destination: { ...webhook, url: 'https://example.com/other' } })
    const third = await withFile([moved, watchNamed('newer')], ['hook', 'newer'])
    await third.app.stop()
    expect(await stateOf('hook')).toBe('active')
  })

  it('is one of the API when there is no file any more', async () => {
    const first = await withFile([watchNamed('orphan')], ['orphan'])
    await first.app.stop()
    const second = await startHttpApp({ DATABASE_URL: database.url, ...environment })
    await until(async () => (await query(database.url, "SELECT 1 FROM watches WHERE source = 'file'")).length === 0)
    const [{ id }] = (await query(database.url, "SELECT id FROM watches WHERE name = 'orphan'")) as [{ id: number }]
    expect((await second.send({ method: 'DELETE', path: `/api/watches/${id}`, headers: asAdmin })).status).toBe(200)
    await second.stop()
  })
})

describe('a file that cannot be used', () => {
  it.each<[string, unknown, string, Record<string, string | undefined>?]>([
    ['no JSON', '[{', 'is not JSON'],
    ['no list', { name: 'x' }, 'expected a list of watches'],
    ['a wrong kind', [watchNamed('a'), watchNamed('b', { filter: { kind: 'price' } })], 'watch 2: filter.kind'],
    ['an unknown field', [watchNamed('a', { colour: 'red' })], 'watch 1: '],
    ['no secret', [watchNamed('a', { destination: { ...webhook, secret: undefined } })], 'watch 1: destination.secret'],
    ['a missing variable', [watchNamed('a', { destination: slack })], 'SLACK_URL is not set', { SLACK_URL: undefined }],
    ['a name twice', [watchNamed('a'), watchNamed('a')], 'two watches have the name “a”'],
    ['a bad secret', [watchNamed('a')], 'watch 1: destination.secret', { HOOK_SECRET: 'whsec_s3cr3t' }],
    [
      'a private address',
      [watchNamed('a', { destination: slack })],
      'not public',
      { SLACK_URL: 'https://10.1.2.3/s3cr3t' },
    ],
    ['a bad query', [watchNamed('a', { filter: { query: 'contxt=5' } })], 'watch 1: filter.query'],
    ['no key', [watchNamed('a')], 'WATCH_SECRET_KEY is not set', { WATCH_SECRET_KEY: undefined }],
    ['mail without a server', [watchNamed('a', { destination: { type: 'email', to: 'a@example.com' } })], 'SMTP_URL'],
  ])('because of %s ends the start and says so, without a secret', async (_what, content, reason, env) => {
    const error: unknown = await start(content, env).then(
      (app) => app.stop(),
      (failure: unknown) => failure,
    )
    expect((error as Error).message).toContain(reason)
    expect((error as Error).message).toContain(`WATCHES_FILE ${file}`)
    expect((error as Error).message).not.toMatch(/s3cr3t|whsec_[A-Za-z0-9]/)
  })
})
