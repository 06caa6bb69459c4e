import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivery } from '@modelkeep/catalog/contract/watches'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startProgram, type Program } from '../../helpers/program.js'
import { startReceiver, type Receiver } from '../../helpers/receiver.js'
import { until } from '../../helpers/test-app.js'

const adminToken = 'of-the-secrets-test-0123456789'
const key = Buffer.alloc(32, 7).toString('base64')
const otherKey = Buffer.alloc(32, 8).toString('base64')
const signing = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const secrets = [adminToken, key, otherKey, signing, signing.slice('whsec_'.length), 's3cr3t-path', 's3cr3t-token']

let database: TestDatabase
let upstream: FakeUpstream
let receiver: Receiver
let dataDir: string
let program: Program | null
let output: string
let price = 0

beforeEach(async () => {
  database = await createTestDatabase()
  receiver = await startReceiver()
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-watch-secrets-'))
  upstream = await startFakeUpstream({ models: list() })
  program = null
  output = ''
  return async () => {
    await upstream.close()
    await receiver.close()
    await rm(dataDir, { recursive: true, force: true })
    await database.drop()
  }
})
afterEach(() => stop())

const list = () => {
  price++
  return Array.from({ length: 5 }, (_, nr) =>
    exampleModel(`a/m${nr}`, { pricing: { prompt: nr === 0 ? `0.${price}` : '0.5', completion: '1' } }),
  )
}

async function stop(): Promise<void> {
  await program?.stop()
  output += program?.output() ?? ''
  program = null
}

/** Starts the program; its logs tell all they can. @returns a function that calls its API */
async function start(secretKey: string | null) {
  program = startProgram('serve', [], {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    ADMIN_TOKEN: adminToken,
    LOG_LEVEL: 'debug',
    WEBHOOK_ALLOW: '127.0.0.0/8',
    ...(secretKey !== null && { WATCH_SECRET_KEY: secretKey }),
  })
  const [, url] = await program.waitForOutput(/(http:\/\/\S+?)\/api\/models/)
  return async (method: string, path: string, body?: object) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
}

type Api = Awaited<ReturnType<typeof start>>

async function refresh(api: Api): Promise<void> {
  upstream.setModels(list())
  await until(async () => (await api('POST', '/api/refresh')).status === 200)
}

const idOf = ({ text }: { text: string }): number => (JSON.parse(text) as { data: { id: number } }).data.id

/** Resolves with what the newest attempt of a watch says, once it says something else than before. */
async function detailOf(api: Api, id: number, before = ''): Promise<string> {
  let detail = ''
  await until(async () => {
    const { data } = JSON.parse((await api('GET', `/api/watches/${id}/deliveries`)).text) as { data: Delivery[] }
    detail = data.flatMap(({ attempts }) => attempts).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0]?.detail ?? ''
    return detail !== before
  })
  return detail
}

it('secrets of watches are in no log, error, metric or response, also when messages fail', async () => {
  const api = await start(key)
  await refresh(api)
  const created = [
    await api('POST', '/api/watches', {
      name: 'slack',
      filter: {},
      destination: { type: 'slack', url: `${receiver.url}/s3cr3t-path` },
    }),
    await api('POST', '/api/watches', {
      name: 'ntfy',
      filter: {},
      destination: { type: 'ntfy', url: `${receiver.url}/s3cr3t-path`, token: 's3cr3t-token' },
    }),
  ]
  const webhook = { type: 'webhook', url: `${receiver.url}/s3cr3t-path`, secret: signing }
  await api('POST', '/api/watches', { name: 'webhook', filter: {}, destination: webhook }) // shows its secret once
  const bad = { ...webhook, secret: 'whsec_s3cr3t-path', url: 'http://s3cr3t-token@127.0.0.1/s3cr3t-path' }
  const seen = [...created, await api('POST', '/api/watches', { name: 'refused', filter: {}, destination: bad })]
  receiver.answer((response, { path, headers }) =>
    response.writeHead(404).end(`no ${path} for ${headers.authorization}`),
  )
  await refresh(api)
  await receiver.received(1)
  for (const watch of created) await detailOf(api, idOf(watch))
  for (const watch of created) seen.push(await api('POST', `/api/watches/${idOf(watch)}/test`))
  for (const watch of created) seen.push(await api('GET', `/api/watches/${idOf(watch)}/deliveries`))
  for (const path of ['/api/watches', '/metrics', '/health', '/health/models', '/api/syncs', '/api/watches/none'])
    seen.push(await api('GET', path))
  await stop()
  for (const secret of secrets) {
    expect(seen.filter(({ text }) => text.includes(secret))).toEqual([])
    expect(output).not.toContain(secret)
  }
  expect(output).toContain('watch')
})

it('a message fails with a reason while the key is another or missing, and is sent once it is right', async () => {
  let api = await start(key)
  await refresh(api)
  const webhook = { type: 'webhook', url: receiver.url, secret: signing }
  const id = idOf(await api('POST', '/api/watches', { name: 'signed', filter: {}, destination: webhook }))
  await stop()

  api = await start(otherKey)
  await refresh(api)
  const changed = await detailOf(api, id)
  const rotated = await api('PATCH', `/api/watches/${id}`, { rotate_secret: true })
  expect(rotated).toMatchObject({ status: 409, text: expect.stringContaining('set the old key again') as string })
  expect(changed).toContain('WATCH_SECRET_KEY')
  await stop()
  expect(output).toContain('WATCH_SECRET_KEY is missing, or is not the one that encrypted the secrets of “signed”')

  api = await start(null)
  await api('PATCH', `/api/watches/${id}`, { state: 'active' }) // tries again at once
  expect(await detailOf(api, id, changed)).toBe(
    'WATCH_SECRET_KEY is not set, so the secrets of the watch cannot be read',
  )
  const refused = await api('POST', '/api/watches', { name: 'another', filter: {}, destination: webhook })
  expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('openssl rand -base64 32') as string })
  await stop()

  api = await start(key)
  await api('PATCH', `/api/watches/${id}`, { state: 'active' })
  await receiver.received(1)
  expect(receiver.messages[0]!.headers['webhook-signature']).toMatch(/^v1,/)
})
