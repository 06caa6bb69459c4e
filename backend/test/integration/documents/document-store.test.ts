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
import { connect } from '../../helpers/sync-room.js'

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
let asked: string[]
let says: string | null | Error
let troubles: string[]
beforeEach(async () => {
  database = await createTestDatabase()
  db = await connect(database.url)
  clock = createFakeClock('2026-06-01T00:00:00Z')
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-mirror-'))
  asked = []
  troubles = []
  says = endpoints(1)
})
afterEach(async () => {
  await db.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

function openMirror(maxDocuments?: number): DocumentStore {
  const upstream = {
    fetchDocument: async (asks: string) => {
      asked.push(asks)
      if (says instanceof Error) throw says
      return says === null ? null : Buffer.from(says)
    },
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

describe('a document of upstream', () => {
  it('is fetched once, however many ask, and kept as it came, unknown fields and all', async () => {
    const mirror = openMirror()
    const copies = await Promise.all(Array.from({ length: 20 }, () => mirror.get(path)))
    expect(asked).toEqual([path])
    expect(copies[7]).toMatchObject({
      body: endpoints(1),
      tier: 'upstream',
      confirmedAt: clock.now(),
      changedAt: clock.now(),
    })
  })

  it('is answered from memory while it is fresh, without database or upstream', async () => {
    const mirror = openMirror()
    await mirror.get(path)
    await db.close()
    clock.set(clock.now() + ttlMs - 1)
    expect(await mirror.get(path)).toMatchObject({ body: endpoints(1) })
    expect(asked).toHaveLength(1)
  })

  it('is answered at once when it is stale, and looked after behind the answer', async () => {
    const mirror = openMirror()
    await mirror.get(path)
    says = endpoints(2)
    clock.set(clock.now() + ttlMs)
    expect(await mirror.get(path)).toMatchObject({ body: endpoints(1) })
    await mirror.idle()
    expect(await mirror.get(path)).toMatchObject({ body: endpoints(2), changedAt: clock.now() })
    expect(asked).toHaveLength(2)
  })

  it('becomes young when upstream says the same, and keeps the time of its last change', async () => {
    const mirror = openMirror()
    const first = await mirror.get(path)
    clock.set(clock.now() + ttlMs)
    await mirror.get(path)
    await mirror.idle()
    expect(await mirror.get(path)).toMatchObject({ confirmedAt: clock.now(), changedAt: first!.changedAt })
  })

  it('comes from the database in another process, and from the file with the database away', async () => {
    await openMirror().get(path)
    says = new UpstreamError('refused', 'nothing listens')
    expect(await openMirror().get(path)).toMatchObject({ body: endpoints(1), tier: 'database' })
    await db.close()
    expect(await openMirror().get(path)).toMatchObject({ body: endpoints(1), tier: 'file' })
    expect(asked).toHaveLength(1)
  })

  it('takes over what another replica has just seen, rather than asking upstream again', async () => {
    const [ours, theirs] = [openMirror(), openMirror()]
    await ours.get(path)
    await theirs.get(path)
    clock.set(clock.now() + ttlMs)
    says = endpoints(2)
    await theirs.get(path)
    await theirs.idle()
    await ours.get(path)
    await ours.idle()
    expect(await ours.get(path)).toMatchObject({ body: endpoints(2), tier: 'database' })
    expect(asked).toHaveLength(2)
  })

  it.each<[string, string | null | Error]>([
    ['upstream is down', new UpstreamError('refused', 'nothing listens')],
    ['upstream sends HTML', '<html>'],
    ['upstream sends another shape', '{"data":{"id":"openai/gpt-4o"}}'],
    ['upstream has it no more', null],
  ])('keeps the last good copy, with its true age, when %s', async (_, bad) => {
    const mirror = openMirror()
    const good = await mirror.get(path)
    says = bad
    for (let nr = 0; nr < 3; nr++) {
      clock.set(clock.now() + ttlMs)
      await mirror.get(path)
      await mirror.idle()
    }
    expect(await mirror.get(path)).toEqual(good)
    expect(await openMirror().get(path)).toMatchObject({ body: good!.body, confirmedAt: good!.confirmedAt })
  })

  it('does not ask a failing upstream for every request', async () => {
    const mirror = openMirror()
    await mirror.get(path)
    says = new UpstreamError('refused', 'nothing listens')
    clock.set(clock.now() + ttlMs)
    for (let nr = 0; nr < 50; nr++) {
      await mirror.get(path)
      await mirror.idle()
    }
    expect(asked).toHaveLength(2)
  })

  it('is looked after once for all who ask meanwhile, and a failure is told once', async () => {
    const mirror = openMirror()
    await mirror.get(path)
    says = new UpstreamError('refused', 'nothing listens')
    clock.set(clock.now() + ttlMs)
    const copies = await Promise.all(Array.from({ length: 20 }, () => mirror.get(path)))
    await mirror.idle()
    expect(new Set(copies).size).toBe(1)
    expect(asked).toHaveLength(2)
    expect(troubles).toEqual(['document_not_refreshed'])
  })

  it('is null where upstream has none, and not asked for again within the TTL', async () => {
    says = null
    const mirror = openMirror()
    expect(await mirror.get(path)).toBeNull()
    expect(await mirror.get(path)).toBeNull()
    expect(asked).toHaveLength(1)
  })

  it('says why when there is no copy at all', async () => {
    says = '<html>'
    await expect(openMirror().get(path)).rejects.toThrow(BadDocument)
    says = new UpstreamError('refused', 'nothing listens')
    await expect(openMirror().get(path)).rejects.toThrow('nothing listens')
  })

  it('leaves memory when too many others came since, and is found again in the database', async () => {
    const mirror = openMirror(2)
    for (const model of ['a/one', 'a/two', 'a/three']) await mirror.get(`models/${model}/endpoints`)
    expect(await mirror.get('models/a/three/endpoints')).toMatchObject({ tier: 'upstream' })
    expect(await mirror.get('models/a/one/endpoints')).toMatchObject({ tier: 'database' })
    expect(asked).toHaveLength(3)
  })
})
