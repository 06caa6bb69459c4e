import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivery, Watch } from '@modelkeep/catalog/contract/watches'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startReceiver, type Receiver } from '../../helpers/receiver.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

const token = 'a-token-of-the-tests'
const ownSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const filler = Array.from({ length: 20 }, (_, nr) => exampleModel(`filler/m${nr}`))
const priced = (prompt: string): unknown => exampleModel('w/one', { pricing: { prompt, completion: '0.1' } })
let cwd: string
let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
let receiver: Receiver

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-watch-'))
  upstream = await startFakeUpstream({ models: [...filler, priced('0.01')] })
  database = await createTestDatabase()
  app = await startTestApp({
    OPENROUTER_BASE_URL: upstream.url,
    DATABASE_URL: database.url,
    ADMIN_TOKEN: token,
    WATCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    WEBHOOK_ALLOW: '127.0.0.0/8',
  })
  await until(async () => ((await app.json<{ data?: unknown[] }>('/api/syncs')).data?.length ?? 0) > 0)
  await setPrice('0.02')
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})
beforeEach(async () => {
  await app.app.sync.db.query('DELETE FROM watches')
  receiver = await startReceiver()
  return () => receiver.close()
})

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  modelkeep(['watch', ...args], { cwd, env: { MODELKEEP_URL: app.url, ADMIN_TOKEN: token, ...env } })

async function setPrice(prompt: string): Promise<void> {
  upstream.setModels([...filler, priced(prompt)])
  const response = await app.fetch('/api/refresh', { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(200)
}

async function add(name: string, ...more: string[]): Promise<Ran> {
  const ran = await run(['add', name, '--webhook', 'env:HOOK', ...more], { HOOK: `${receiver.url}/s3cr3t` })
  expect(ran.code, ran.stderr).toBe(0)
  return ran
}

async function dataOf<T>(args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await run([...args, '--json'])
  expect(code, stderr).toBe(0)
  return (JSON.parse(stdout) as { data: T }).data
}

describe('modelkeep watch', () => {
  it('adds a watch and shows its secret once', async () => {
    const added = await add('prices', '--kind', 'price_changed', '--author', 'w', '--min-percent', '5')
    expect(added.stdout).toMatch(
      /^watch \d+ “prices” is active\n {2}destination {2}webhook http:\/\/127\.0\.0\.1:\d+\n/,
    )
    expect(added.stdout).toContain('filter       prices that moved by at least 5 %; by w\n')
    expect(added.stderr).toContain('the secret is not shown again')
    const secret = /^ {2}secret +(whsec_\S+)$/m.exec(added.stdout)?.[1] ?? ''
    expect((await run(['test', 'prices'])).stdout).toMatch(/^delivered to http:\S+ in \d+ ms: 204\n$/)
    const [{ body, headers }] = receiver.messages as [Receiver['messages'][0]]
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'test' })
    expect(receiver.messages[0]!.path).toBe('/s3cr3t')
    const listed = await run(['list'])
    expect(listed.stdout).toMatch(/^ID +NAME +STATE .*\n *\d+ +prices +active +webhook http:\S+ +prices that moved/)
    expect(listed.stdout).not.toMatch(/s3cr3t|whsec_/)
  })

  it('takes a secret from the environment and does not print it', async () => {
    const env = { HOOK: receiver.url, SIGNING: ownSecret }
    const added = await run(['add', 'own', '--webhook', 'env:HOOK', '--secret-env', 'SIGNING'], env)
    expect([added.code, added.stdout + added.stderr]).toEqual([0, expect.not.stringContaining(ownSecret)])
    await run(['test', 'own'])
    const [{ body, headers }] = receiver.messages as [Receiver['messages'][0]]
    new Webhook(ownSecret).verify(body, headers as Record<string, string>)
  })

  it('replays what came before the watch, lists the messages, and sends one again', async () => {
    const added = await add('past', '--kind', 'price_changed', '--since', '2020-01-01')
    expect(added.stderr).toContain('1 event since 2020-01-01T00:00:00.000Z will be sent')
    await receiver.received(1)
    await until(async () => (await dataOf<Watch[]>(['list']))[0]!.pending === 0)
    const [delivery] = await dataOf<Delivery[]>(['deliveries', 'past'])
    const listed = await run(['deliveries', 'past'])
    const id = /^([0-9a-f]{8}) +\S+ \S+Z +.*rose 100 %.* +delivered +1 +204/m.exec(listed.stdout)?.[1]
    expect(id).toBe(delivery!.id!.slice(0, 8))
    expect((await run(['replay', 'past', '--message', id!])).stdout).toMatch(
      /^watch \d+ “past”: 1 event will be sent\n/,
    )
    await receiver.received(2)
    expect(receiver.messages[1]!.headers['webhook-id']).toBe(delivery!.id)
    expect(await dataOf(['replay', 'past', '--since', '2020-01-01'])).toEqual({ events: 1 })
  })

  it('pauses, resumes and removes a watch by its id or its name', async () => {
    await add('one', '--author', 'w')
    const [{ id }] = (await dataOf<Watch[]>(['list'])) as [Watch]
    expect((await run(['pause', String(id)])).stdout).toBe(`watch ${id} “one” is paused\n`)
    await setPrice('0.03')
    expect((await run(['deliveries', 'one'])).stdout).toMatch(/pending +0 +when resumed\n$/)
    expect((await run(['resume', 'one'])).stdout).toMatch(/is active; 1 event pending\n$/)
    await receiver.received(1)
    expect((await run(['remove', 'one'])).stdout).toContain(`watch ${id} “one” is removed`)
    expect(await run(['list'])).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('no watches') })
  })

  it('exits with 1 if a test message is not delivered', async () => {
    await add('failing')
    receiver.answer((response) => response.writeHead(500).end('broken'))
    const { code, stdout } = await run(['test', 'failing'])
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^not delivered to \S+ in \d+ ms: 500 .*broken/)])
  })

  it('exits with 2 and says that the watch is created if only its replay fails', async () => {
    const created = { id: 7, name: 'kept', filter: {}, milestones: [], grouping: 'each', state: 'active', secret: null }
    const data = { ...created, destination: { type: 'webhook', target: receiver.url } }
    receiver.answer((response, { path }) => {
      const isReplay = path.endsWith('/replay')
      response.writeHead(isReplay ? 400 : 201).end(JSON.stringify(isReplay ? { detail: 'too many' } : { data }))
    })
    const ran = await run(['add', 'kept', '--webhook', receiver.url, '--since', '2020-01-01', '--url', receiver.url])
    expect([ran.code, ran.stdout]).toEqual([2, expect.stringContaining('watch 7 “kept” is active')])
    expect(ran.stderr).toMatch(/the watch is created, but --since failed: .*too many/)
  })

  it.each([
    [['list'], { ADMIN_TOKEN: '' }, 'ADMIN_TOKEN is not set'],
    [['list'], { MODELKEEP_URL: 'http://127.0.0.1:9' }, 'does not respond'],
    [['add', 'x'], {}, 'no destination is given'],
    [['add', 'x', '--webhook', 'https://10.0.0.1/'], {}, 'not public'],
    [['add', 'x', '--email', 'a@example.com'], {}, 'SMTP_URL'],
    [['add', 'x', '--webhook', 'https://example.com', '--query', 'contxt=5'], {}, 'contxt'],
    [['add', 'x', '--webhook', 'https://example.com', '--kind', 'price'], {}, 'Expected model_added'],
    [['pause', 'nothing'], {}, 'there is no watch with the id or name “nothing”; there are none'],
    [['replay', 'x'], {}, 'give either --since or --message'],
    [['pauze', 'x'], {}, "unknown command 'pauze'"],
    [['add'], {}, "missing required argument 'name'"],
  ])('exits with 2 and says why it cannot: %j', async (args, env, why) => {
    const { code, stdout, stderr } = await run(args, env)
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)])
  })

  it('names the watch that was probably meant', async () => {
    await add('OpenAI prices')
    const { code, stderr } = await run(['test', 'openai price'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean “OpenAI prices”?')])
  })
})
