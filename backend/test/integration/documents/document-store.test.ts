import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDocumentFiles } from '../../../src/documents/document-files.js'
import { BadDocument } from '../../../src/documents/document.js'
import { createDocumentStore, type DocumentStore } from '../../../src/documents/document-store.js'
import { createEvents } from '../../../src/observe/events.js'
import type { Database } from '../../../src/postgres/database.js'
import { UpstreamError } from '../../../src/upstream/upstream-error.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'
import { connect } from '../../helpers/sync-fixture.js'

const path = 'models/openai/gpt-4o/endpoints'
const ttlMs = 300_000
const endpoints = (context: number) =>
  JSON.stringify({
    data: {
      id: 'openai/gpt-4o',
      name: 'GPT-4o',
      endpoints: [{ name: 'OpenAI', context_length: context, new_field: [1] }],
    },
  })

let database: TestDatabase
let db: Database
let clock: FakeClock
let dataDir: string
let requested: string[]
let response: string | null | Error
let troubles: string[]
beforeEach(async () => {
  database = await createTestDatabase()
  db = await connect(database.url)
  clock = createFakeClock('2026-06-01T00:00:00Z')
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-store-'))
  requested = []
  troubles = []
  response = endpoints(1)
})
afterEach(async () => {
  await db.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

function openStore(maxDocuments?: number, fetchDocument?: () => Promise<Buffer | null>): DocumentStore {
  const upstream = {
    fetchDocument:
      fetchDocument ??
      (async (asks: string) => {
        requested.push(asks)
        if (response instanceof Error) throw response
        return response === null ? null : Buffer.from(response)
      }),
  }
  const events = createEvents()
  events.on('trouble', ({ what }) => troubles.push(what))
  return createDocumentStore({
    upstream,
    db,
    files: createDocumentFiles(dataDir),
    clock,
    events,
    ttlMs,
    ...(maxDocuments && { maxDocuments }),
  })
}

describe('an upstream document', () => {
  it('is fetched once for concurrent requests, and stored with unknown fields', async () => {
    const store = openStore()
    const copies = await Promise.all(Array.from({ length: 20 }, () => store.get(path)))
    expect(requested).toEqual([path])
    expect(copies[7]).toMatchObject({
      body: endpoints(1),
      tier: 'upstream',
      confirmedAt: clock.now(),
      changedAt: clock.now(),
    })
  })

  it('is served from memory while it is fresh', async () => {
    const store = openStore()
    await store.get(path)
    await db.close()
    clock.set(clock.now() + ttlMs - 1)
    expect(await store.get(path)).toMatchObject({ body: endpoints(1) })
    expect(requested).toHaveLength(1)
  })

  it('is served at once when it is stale, and refreshed in the background', async () => {
    const store = openStore()
    await store.get(path)
    response = endpoints(2)
    clock.set(clock.now() + ttlMs)
    expect(await store.get(path)).toMatchObject({ body: endpoints(1) })
    await store.idle()
    expect(await store.get(path)).toMatchObject({ body: endpoints(2), changedAt: clock.now() })
    expect(requested).toHaveLength(2)
  })

  it('is confirmed by an equal response, and keeps the time of its last change', async () => {
    const store = openStore()
    const first = await store.get(path)
    clock.set(clock.now() + ttlMs)
    await store.get(path)
    await store.idle()
    expect(await store.get(path)).toMatchObject({ confirmedAt: clock.now(), changedAt: first!.changedAt })
  })

  it('is loaded from the database, or from the file if the database is down', async () => {
    await openStore().get(path)
    response = new UpstreamError('refused', 'nothing listens')
    expect(await openStore().get(path)).toMatchObject({ body: endpoints(1), tier: 'database' })
    await db.close()
    expect(await openStore().get(path)).toMatchObject({ body: endpoints(1), tier: 'file' })
    expect(requested).toHaveLength(1)
  })

  it('is taken over from another replica instead of upstream', async () => {
    const [ours, theirs] = [openStore(), openStore()]
    await ours.get(path)
    await theirs.get(path)
    clock.set(clock.now() + ttlMs)
    response = endpoints(2)
    await theirs.get(path)
    await theirs.idle()
    await ours.get(path)
    await ours.idle()
    expect(await ours.get(path)).toMatchObject({ body: endpoints(2), tier: 'database' })
    expect(requested).toHaveLength(2)
  })

  it.each<[string, string | null | Error]>([
    ['upstream is down', new UpstreamError('refused', 'nothing listens')],
    ['upstream sends HTML', '<html>'],
    ['upstream sends another shape', '{"data":{"id":"openai/gpt-4o"}}'],
    ['upstream has it no more', null],
  ])('keeps the last good copy, with its true age, when %s', async (_, bad) => {
    const store = openStore()
    const good = await store.get(path)
    response = bad
    for (let nr = 0; nr < 3; nr++) {
      clock.set(clock.now() + ttlMs)
      await store.get(path)
      await store.idle()
    }
    expect(await store.get(path)).toEqual(good)
    expect(await openStore().get(path)).toMatchObject({ body: good!.body, confirmedAt: good!.confirmedAt })
  })

  it('is not requested again from a failing upstream on every request', async () => {
    const store = openStore()
    await store.get(path)
    response = new UpstreamError('refused', 'nothing listens')
    clock.set(clock.now() + ttlMs)
    for (let nr = 0; nr < 50; nr++) {
      await store.get(path)
      await store.idle()
    }
    expect(requested).toHaveLength(2)
  })

  it('is refreshed once for concurrent requests, and a failure is reported once', async () => {
    const store = openStore()
    await store.get(path)
    response = new UpstreamError('refused', 'nothing listens')
    clock.set(clock.now() + ttlMs)
    const copies = await Promise.all(Array.from({ length: 20 }, () => store.get(path)))
    await store.idle()
    expect(new Set(copies).size).toBe(1)
    expect(requested).toHaveLength(2)
    expect(troubles).toEqual(['document_not_refreshed'])
  })

  it('is null if upstream has none, and not requested again within the TTL', async () => {
    response = null
    const store = openStore()
    expect(await store.get(path)).toBeNull()
    expect(await store.get(path)).toBeNull()
    expect(requested).toHaveLength(1)
  })

  it('rejects with the reason if there is no copy', async () => {
    response = '<html>'
    await expect(openStore().get(path)).rejects.toThrow(BadDocument)
    response = new UpstreamError('refused', 'nothing listens')
    await expect(openStore().get(path)).rejects.toThrow('nothing listens')
  })

  it('is evicted from memory, and found again in the database', async () => {
    const store = openStore(2)
    for (const model of ['a/one', 'a/two', 'a/three']) await store.get(`models/${model}/endpoints`)
    expect(await store.get('models/a/three/endpoints')).toMatchObject({ tier: 'upstream' })
    expect(await store.get('models/a/one/endpoints')).toMatchObject({ tier: 'database' })
    expect(requested).toHaveLength(3)
  })

  it('is fetched from upstream with few others at once, and refused when too many wait', async () => {
    let active = 0
    let most = 0
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const store = openStore(undefined, async () => {
      most = Math.max(most, ++active)
      await held
      active--
      return Buffer.from(endpoints(1))
    })
    const all = Array.from({ length: 421 }, (_, nr) => store.get(`models/a/m${nr}/endpoints`))
    const refused = Promise.allSettled(all)
    await until(() => active === 4)
    release()
    const outcomes = await refused
    expect(most).toBe(4)
    const rejected = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(rejected.length).toBeLessThanOrEqual(421 - 104)
    for (const { reason } of rejected)
      expect(reason).toMatchObject({ name: 'UpstreamError', message: 'too many documents are being fetched' })
  })
})
