import type { Delivery, Watch } from '@modelkeep/catalog/contract/watches'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startReceiver, type Receiver } from '../../helpers/receiver.js'
import { until } from '../../helpers/test-app.js'

const day = 86_400_000
let database: TestDatabase
let upstream: FakeUpstream
let app: HttpApp
let receiver: Receiver
let others: unknown[]
let created = 0

const priced = (id: string, prompt: string, more: object = {}) =>
  exampleModel(id, { pricing: { prompt, completion: '0.1' }, ...more })
const filler = Array.from({ length: 20 }, (_, nr) => exampleModel(`filler/m${nr}`))

beforeAll(async () => {
  database = await createTestDatabase()
  others = []
  upstream = await startFakeUpstream({ models: filler })
  app = await startHttpApp({
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    MAX_SHRINK_PERCENT: '100',
    MAX_GROWTH_PERCENT: '10000',
    WATCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    WEBHOOK_ALLOW: '127.0.0.0/8',
  })
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})
beforeEach(async () => {
  await app.app.sync.db.query('DELETE FROM watches')
  receiver = await startReceiver()
  return () => receiver.close()
})

async function sync(models: unknown[]): Promise<void> {
  upstream.setModels([...filler, ...others, ...models])
  const response = await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
  expect(response.status).toBe(200)
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the type of the data, as the test expects it
async function api<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; data: T; detail: string }> {
  const response = await app.send({
    method,
    path,
    headers: { ...asAdmin, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const { data, detail } = JSON.parse(response.body.toString()) as { data: T; detail: string }
  return { status: response.status, data, detail }
}

async function watch(more: object = {}): Promise<Watch & { secret: string }> {
  const { status, data, detail } = await api<Watch & { secret: string }>('POST', '/api/watches', {
    name: `watch ${++created}`,
    filter: { author: ['w'] },
    destination: { type: 'webhook', url: `${receiver.url}/hook` },
    ...more,
  })
  expect([status, detail]).toEqual([201, undefined])
  return data
}

const textsOf = ({ messages }: Receiver): string[] =>
  messages.map(({ body }) => (JSON.parse(body) as { data: { text: string } }).data.text)

const settled = (id: number, state: string) =>
  until(async () => {
    const { data } = await api<Delivery[]>('GET', `/api/watches/${id}/deliveries`)
    return data.length > 0 && data.every((delivery) => delivery.state === state)
  })

describe('a webhook', () => {
  it('receives the changes that match, in order, signed as Standard Webhooks asks', async () => {
    await sync([priced('w/one', '0.01')])
    const { id, secret } = await watch()
    await sync([priced('w/one', '0.02'), priced('x/other', '0.01')])
    await sync([priced('w/one', '0.03'), priced('x/other', '0.02')])
    await receiver.received(2)
    expect(textsOf(receiver)).toEqual([
      expect.stringContaining('price of input tokens rose 100 %'),
      expect.stringContaining('price of input tokens rose 50 %'),
    ])
    for (const { body, headers } of receiver.messages)
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'change' })
    await settled(id, 'delivered')
    await sync([])
  })

  it('is signed with both secrets while one replaces the other', async () => {
    await sync([priced('w/two', '0.01')])
    const { id, secret } = await watch()
    const { data } = await api<{ secret: string }>('PATCH', `/api/watches/${id}`, { rotate_secret: true })
    expect(data.secret).not.toBe(secret)
    await sync([priced('w/two', '0.02')])
    await receiver.received(1)
    const [{ body, headers }] = receiver.messages as [Receiver['messages'][0]]
    for (const valid of [secret, data.secret]) new Webhook(valid).verify(body, headers as Record<string, string>)
    await sync([])
  })

  it('is signed with all secrets of the last day, and changes at once undo no rotation', async () => {
    await sync([priced('w/rotated', '0.01')])
    const { id, secret } = await watch()
    const secrets = [secret]
    for (let round = 0; round < 5; round++) {
      const [rotated] = await Promise.all([
        api<{ secret: string }>('PATCH', `/api/watches/${id}`, { rotate_secret: true }),
        api('PATCH', `/api/watches/${id}`, { grouping: 'each' }),
        api('PATCH', `/api/watches/${id}`, { milestones: [7] }),
      ])
      secrets.push(rotated.data.secret)
    }
    await sync([priced('w/rotated', '0.02')])
    await receiver.received(1)
    const [{ body, headers }] = receiver.messages as [Receiver['messages'][0]]
    for (const valid of secrets)
      expect(new Webhook(valid).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'change' })
    await sync([])
  })

  it('keeps its secret when it gets another URL, and sends there what is pending', async () => {
    await sync([priced('w/moved', '0.01')])
    const { id, secret } = await watch({ destination: { type: 'webhook', url: 'http://127.0.0.1:9/closed' } })
    await sync([priced('w/moved', '0.02')])
    await until(async () => (await api<Watch>('GET', `/api/watches/${id}`)).data.failures === 1)
    const destination = { type: 'webhook', url: `${receiver.url}/moved` }
    const moved = await api<Watch & { secret: null }>('PATCH', `/api/watches/${id}`, { destination, state: 'active' })
    expect(moved.data).toMatchObject({ secret: null, destination: { target: receiver.url } })
    await receiver.received(1)
    const [{ body, headers, path }] = receiver.messages as [Receiver['messages'][0]]
    expect(path).toBe('/moved')
    new Webhook(secret).verify(body, headers as Record<string, string>)
    await sync([])
  })

  it('is tried again with the same id after a failure, and the next message waits for it', async () => {
    await sync([priced('w/three', '0.01')])
    const { id } = await watch()
    receiver.answer((response) => response.writeHead(500).end('broken\nsecond line'))
    await sync([priced('w/three', '0.02')])
    await receiver.received(1)
    await sync([priced('w/three', '0.03')])
    await until(async () => {
      const { data } = await api<Delivery[]>('GET', `/api/watches/${id}/deliveries`)
      return data.length === 2 && data[0]!.attempts.length === 1
    })
    const { data } = await api<Delivery[]>('GET', `/api/watches/${id}/deliveries`)
    expect(data[0]).toMatchObject({
      state: 'pending',
      attempts: [{ status: 500, detail: 'broken', outcome: 'failed' }],
    })
    expect(data[1]).toMatchObject({ id: null, state: 'pending', attempts: [] })
    receiver.answer((response) => response.writeHead(200).end())
    await app.app.sync.db.query('UPDATE watch_events SET due_at = now() WHERE watch_id = $1', [id])
    await api('PATCH', `/api/watches/${id}`, { state: 'active' })
    await receiver.received(3)
    const ids = receiver.messages.map(({ headers }) => headers['webhook-id'])
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
    expect(textsOf(receiver)[2]).toContain('rose 50 %')
    await sync([])
  })

  it('that answers 410 disables its watch', async () => {
    await sync([priced('w/gone', '0.01')])
    const { id } = await watch()
    receiver.answer((response) => response.writeHead(410).end())
    await sync([priced('w/gone', '0.02')])
    await until(async () => (await api<Watch>('GET', `/api/watches/${id}`)).data.state === 'disabled')
    expect((await api<Watch>('GET', `/api/watches/${id}`)).data.state_reason).toContain('410')
    await sync([])
  })
})

describe('a watch', () => {
  it('hears nothing of what came before it, until that is replayed', async () => {
    await sync([priced('w/past', '0.01')])
    await sync([priced('w/past', '0.02')])
    const { id } = await watch()
    const since = new Date(Date.now() - day).toISOString()
    expect((await api<{ events: number }>('POST', `/api/watches/${id}/replay`, { since })).data.events).toBeGreaterThan(
      1,
    )
    await until(() => textsOf(receiver).some((text) => text.includes('w/past')) || receiver.messages.length > 1)
    await sync([])
  })

  it('announces a flapping price once', async () => {
    await sync([priced('w/flap', '0.01')])
    await watch()
    for (const price of ['0.02', '0.01', '0.02', '0.01', '0.02']) await sync([priced('w/flap', price)])
    await sync([priced('w/flap', '0.02'), priced('w/last', '1')])
    await until(() => textsOf(receiver).some((text) => text.endsWith('is new')))
    expect(textsOf(receiver)).toEqual([
      expect.stringContaining('rose 100 %'),
      expect.stringContaining('alternates between'),
      expect.stringContaining('is new'),
    ])
    await sync([])
  })

  it('of a list query hears of new models that match it', async () => {
    await watch({ filter: { query: 'context=200000' } })
    await sync([
      priced('y/small', '0.01', { context_length: 8_000 }),
      priced('y/large', '0.01', { context_length: 300_000 }),
    ])
    await receiver.received(1)
    expect(receiver.messages.map(({ body }) => body).join()).toContain('y/large')
    expect(receiver.messages.map(({ body }) => body).join()).not.toContain('y/small')
    await sync([])
  })

  it('that is paused delivers later what it collected', async () => {
    await sync([priced('w/paused', '0.01')])
    const { id } = await watch()
    await api('PATCH', `/api/watches/${id}`, { state: 'paused' })
    await sync([priced('w/paused', '0.02')])
    expect((await api<Watch>('GET', `/api/watches/${id}`)).data).toMatchObject({ state: 'paused', pending: 1 })
    expect(receiver.messages).toEqual([])
    await api('PATCH', `/api/watches/${id}`, { state: 'active' })
    await receiver.received(1)
    await sync([])
  })

  it('never shows a secret', async () => {
    const url = `${receiver.url}/services/T0/B0/s3cr3t`
    await watch({ destination: { type: 'slack', url } })
    const list = await app.send({ path: '/api/watches', headers: asAdmin })
    expect(list.body.toString()).toContain('slack')
    expect(list.body.toString()).not.toMatch(/s3cr3t|whsec_/)
    const stored = await app.app.sync.db.query('SELECT watches::text AS row FROM watches')
    expect(JSON.stringify(stored)).not.toMatch(/s3cr3t/)
  })

  it('collects the changes of an hour in one digest', async () => {
    await sync([priced('w/digest', '0.01')])
    const { id } = await watch({ grouping: 'hourly' })
    await sync([priced('w/digest', '0.02')])
    await sync([priced('w/digest', '0.04')])
    await app.app.sync.db.query("UPDATE watch_events SET due_at = now() - interval '1 s' WHERE watch_id = $1", [id])
    await api('PATCH', `/api/watches/${id}`, {})
    await receiver.received(1)
    const { type, data } = JSON.parse(receiver.messages[0]!.body) as { type: string; data: { items: unknown[] } }
    expect([type, data.items.length]).toEqual(['digest', 2])
    await sync([])
  })

  it('sends what it collected for a digest as soon as it wants each change by itself', async () => {
    await sync([priced('w/regrouped', '0.01')])
    const { id } = await watch({ grouping: 'daily' })
    await sync([priced('w/regrouped', '0.02')])
    await api('PATCH', `/api/watches/${id}`, { grouping: 'each' })
    await receiver.received(1)
    expect(textsOf(receiver)).toEqual([expect.stringContaining('rose 100 %')])
    await sync([])
  })

  it('looks for milestones as its new filter says, unless it was told which', async () => {
    const { id } = await watch({ filter: { kind: 'price_changed' } })
    const milestonesOf = async (patch: object) =>
      (await api<Watch>('PATCH', `/api/watches/${id}`, patch)).data.milestones
    expect(await milestonesOf({ filter: {} })).toEqual([30, 7, 1, 0])
    expect(await milestonesOf({ filter: { min_percent: 5 } })).toEqual([])
    expect(await milestonesOf({ milestones: [7, 7, 1] })).toEqual([7, 1])
    expect(await milestonesOf({ filter: {} })).toEqual([7, 1])
  })

  it('has no message with an id that is none', async () => {
    const { id } = await watch()
    const replay = await api('POST', `/api/watches/${id}/replay`, { message_id: '-'.repeat(36) })
    expect([replay.status, replay.detail]).toEqual([404, expect.stringContaining('has no message with this id')])
  })

  it('can be tested, removed and not found', async () => {
    const { id } = await watch()
    const { data } = await api<{ delivered: boolean; status: number }>('POST', `/api/watches/${id}/test`)
    expect(data).toMatchObject({ delivered: true, status: 204 })
    expect(JSON.parse(receiver.messages[0]!.body)).toMatchObject({ type: 'test' })
    expect((await api('DELETE', `/api/watches/${id}`)).status).toBe(200)
    expect((await api('GET', `/api/watches/${id}`)).status).toBe(404)
  })
})

describe('a watch that is not possible', () => {
  it.each([
    [{ name: ' ' }, 'name: must not be empty'],
    [{ filter: { kind: 'model_added', direction: 'up' } }, 'model_added never matches together with direction'],
    [
      { filter: { kind: ['price_changed', 'renamed'], min_percent: 5 } },
      'renamed never matches together with min_percent',
    ],
    [{ filter: { kind: ['price'] } }, 'filter.kind: must be one or more of model_added, model_removed'],
    [{ filter: { kind: 'price' } }, 'filter.kind: must be one or more of model_added, model_removed'],
    [{ filter: { model: 'openai/gpt-4o', author: ['anthropic'] } }, 'openai/gpt-4o is not by anthropic'],
    [{ name: '29' }, 'must not consist of digits alone'],
    [{ filter: { query: 'contxt=5' } }, 'contxt'],
    [{ filter: { query: 'free=true', author: 'openai' } }, 'cannot be combined'],
    [{ destination: { type: 'webhook', url: 'https://10.0.0.1/' } }, 'not public'],
    [{ destination: { type: 'webhook', url: 'https://[::ffff:169.254.169.254]/' } }, 'not public'],
    [{ destination: { type: 'webhook', url: 'https://user:pass@example.com/' } }, 'user or password'],
    [{ destination: { type: 'webhook', url: 'https://example.com/', secret: 'whsec_short' } }, 'secret'],
    [{ destination: { type: 'email', to: 'team@example.com' } }, 'SMTP_URL'],
    [{ milestones: [3] }, 'milestones.0: must be 30, 7, 1 or 0'],
    [{ destination: { type: 'ntfy', url: 'https://ntfy.sh/%zz' } }, 'must name a topic'],
    [{ destination: { type: 'ntfy', url: 'https://ntfy.sh/' } }, 'must name a topic'],
    [{ destination: { type: 'ntfy', url: 'https://ntfy.sh/topic?auth=pass@' } }, 'must have no query'],
    [{ destination: { type: 'ntfy', url: 'https://ntfy.sh/topic', token: 'pass@\nX: y' } }, 'printable ASCII'],
  ])('is refused: %j', async (part, reason) => {
    const { status, detail } = await api('POST', '/api/watches', {
      name: 'impossible',
      filter: {},
      destination: { type: 'webhook', url: 'https://example.com/' },
      ...part,
    })
    expect([status, detail]).toEqual([expect.toBeOneOf([400, 409]), expect.stringContaining(reason)])
    expect(detail).not.toContain('pass@')
  })
})
