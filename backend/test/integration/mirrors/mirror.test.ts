import { mkdir, writeFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { splitLiteLlm } from '@modelkeep/catalog/mirrors/litellm'
import { hashEntries } from '../../../src/mirrors/hash-entries.js'
import { commitMirror, readMirror } from '../../../src/mirrors/mirror-database.js'
import type { Mirror } from '../../../src/mirrors/mirror.js'
import type { Database } from '../../../src/postgres/database.js'
import { createMirrorFixture, priceMap, type MirrorFixture } from './helpers/mirror-fixture.js'

const minute = 60_000
let fixture: MirrorFixture
const signal = new AbortController().signal

beforeEach(async () => {
  fixture = await createMirrorFixture()
  return () => fixture.close()
})

async function syncAt(mirror: Mirror, content?: unknown): Promise<void> {
  if (content !== undefined) fixture.publish(content)
  await fixture.clock.advance(minute)
  await mirror.sync(signal)
}

const count = async (table: string): Promise<number> =>
  (await fixture.db.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`))[0]!.count
const documentAt = async (moment: number | null): Promise<unknown> =>
  (await readMirror(fixture.db, 'litellm', moment))?.catalogue.document
const json = (value: unknown): string => JSON.stringify(value)
const off = { status: () => ({ state: 'off' }) } as unknown as Database

describe('a mirrored catalogue', () => {
  it('is served as its site published it, and asked for only if it changed', async () => {
    const mirror = fixture.replica()
    await syncAt(mirror, priceMap(200))
    const { catalogue, confirmedAt } = mirror.served()!
    expect(json(catalogue.document)).toBe(json(priceMap(200)))
    await syncAt(mirror)
    expect(fixture.requests.map((known) => known?.etag ?? null)).toEqual([null, catalogue.etag])
    expect(mirror.served()).toEqual({ catalogue, tier: 'upstream', confirmedAt: confirmedAt + minute })
    expect(await count('mirror_fetches')).toBe(1)
  })

  it('can be read as of any time, in the order of that time', async () => {
    const mirror = fixture.replica()
    const documents = [
      priceMap(200),
      priceMap(200, [7]),
      { first: { mode: 'chat' }, ...priceMap(199, [7]) },
      priceMap(200, [7]),
      Object.fromEntries(Object.entries(priceMap(200, [7])).toReversed()),
    ]
    const times: number[] = []
    for (const document of documents) {
      await syncAt(mirror, document)
      times.push(fixture.clock.now())
    }
    for (const [nr, document] of documents.entries()) {
      expect(json(await documentAt(times[nr]!))).toBe(json(document))
      expect(json(await documentAt(times[nr]! + minute - 1))).toBe(json(document))
    }
    expect(await documentAt(times[0]! - 1)).toBeUndefined()
    expect(json(await documentAt(null))).toBe(json(documents.at(-1)))
  })

  it('stores what changes, and little else', async () => {
    const mirror = fixture.replica()
    await syncAt(mirror, priceMap(3_000))
    const before = await Promise.all(['mirror_versions', 'mirror_contents', 'mirror_orders'].map(count))
    for (let nr = 0; nr < 50; nr++) await syncAt(mirror, priceMap(3_000, [nr]))
    const after = await Promise.all(['mirror_versions', 'mirror_contents', 'mirror_orders'].map(count))
    expect(after.map((rows, nr) => rows - before[nr]!)).toEqual([99, 50, 0])
  })

  it.each<[string, unknown, string]>([
    ['no JSON', Buffer.from('<html>'), 'the document is not JSON'],
    ['of another shape', [1, 2], 'the document: '],
    ['too small to be the whole', priceMap(20), 'it has 20 entries; expected at least 100'],
  ])('keeps its last good copy when the document is %s', async (_what, content, reason) => {
    const mirror = fixture.replica()
    await syncAt(mirror, priceMap(200))
    const served = mirror.served()
    await expect(syncAt(mirror, content)).rejects.toThrow(reason)
    expect(mirror.served()).toBe(served)
    expect(mirror.status().lastError).toContain(reason)
    await syncAt(mirror, priceMap(201))
    expect(mirror.status()).toEqual({ quarantined: null, lastError: null })
  })

  it.each([
    ['lost', 150, 'it has 150 entries instead of 200; more than MAX_SHRINK_PERCENT, 20 %, are gone'],
    ['gained', 500, 'it has 500 entries instead of 200; more than MAX_GROWTH_PERCENT, 100 %, are new'],
  ])('quarantines a document that has %s too much, and loses neither', async (_what, entries, reason) => {
    const mirror = fixture.replica()
    await syncAt(mirror, priceMap(200))
    await syncAt(mirror, priceMap(entries))
    await syncAt(mirror)
    expect(mirror.status().quarantined).toMatchObject({ detail: reason })
    expect(mirror.served()!.catalogue.hashes.size).toBe(200)
    expect([await count('quarantined_payloads'), await count('mirror_fetches')]).toEqual([1, 1])
    expect(fixture.troubles).toContain('mirror_quarantined')
    await syncAt(mirror, priceMap(190))
    expect(mirror.status().quarantined).toBeNull()
    expect(mirror.served()!.catalogue.hashes.size).toBe(190)
  })
})

describe('several replicas', () => {
  it('fetch once, and serve the same', async () => {
    const [one, two] = [fixture.replica({ gapMs: minute * 10 }), fixture.replica({ gapMs: minute * 10 })]
    await syncAt(one, priceMap(200))
    await syncAt(two)
    expect(fixture.requests).toHaveLength(1)
    expect(two.served()).toMatchObject({ tier: 'database', confirmedAt: one.served()!.confirmedAt })
    expect(json(two.served()!.catalogue.document)).toBe(json(priceMap(200)))
    expect(two.served()!.catalogue.etag).toBe(one.served()!.catalogue.etag)
  })

  it('each have the copy in a file of their own, also if another one fetched it', async () => {
    const two = { gapMs: minute * 10, dataDir: `${fixture.dataDir}/two` }
    await syncAt(fixture.replica({ gapMs: minute * 10 }), priceMap(200))
    await syncAt(fixture.replica(two))
    const restarted = fixture.replica({ ...two, db: off })
    await restarted.loadFile()
    expect(json(restarted.served()?.catalogue.document)).toBe(json(priceMap(200)))
  })

  it('fetch again at once after a failure', async () => {
    const [one, two] = [fixture.replica({ gapMs: minute * 10 }), fixture.replica({ gapMs: minute * 10 })]
    await expect(syncAt(one, new Error('down'))).rejects.toThrow('down')
    await syncAt(two, priceMap(200))
    expect(two.served()!.tier).toBe('upstream')
  })

  it('that fetch the same at once store it once', async () => {
    const replicas = [fixture.replica(), fixture.replica(), fixture.replica()]
    fixture.publish(priceMap(200))
    await Promise.all(replicas.map((mirror) => mirror.sync(signal)))
    expect(await count('mirror_fetches')).toBe(1)
    expect(await count('mirror_versions')).toBe(200)
    expect(fixture.troubles).toEqual([])
  })
})

describe('the versions', () => {
  it('are in the order of their fetches: a document older than the newest is not stored', async () => {
    const mirror = fixture.replica()
    await syncAt(mirror, priceMap(200))
    const { hashes, bodies } = await hashEntries(splitLiteLlm(priceMap(150)))
    const older = { ...mirror.served()!.catalogue, hashes, changedAt: fixture.clock.now() - 1 }
    expect(await commitMirror(fixture.db, older, bodies)).toBeNull()
    expect(json(await documentAt(null))).toBe(json(priceMap(200)))
    expect(await count('mirror_fetches')).toBe(1)
  })
})

describe('after a restart', () => {
  it('the copy is that of the database, or else that of the file, with its age', async () => {
    const first = fixture.replica()
    await syncAt(first, priceMap(200))
    const { confirmedAt } = first.served()!
    await fixture.clock.advance(minute * 60)
    fixture.publish(new Error('down'))
    const second = fixture.replica()
    await expect(second.sync(signal)).rejects.toThrow('down')
    expect(second.served()).toMatchObject({ tier: 'database', confirmedAt })
    const third = fixture.replica({ db: off })
    await third.loadFile()
    expect(third.served()).toMatchObject({ tier: 'file', confirmedAt })
    await expect(third.sync(signal)).rejects.toThrow('down')
    expect(json(third.served()!.catalogue.document)).toBe(json(priceMap(200)))
  })

  it('the file has what could not be stored in the database', async () => {
    const failing = {
      status: () => ({ state: 'connected' }),
      transaction: async () => Promise.reject(new Error('lost')),
      query: async () => Promise.reject(new Error('lost')),
    } as unknown as Database
    await expect(syncAt(fixture.replica({ db: failing }), priceMap(200))).rejects.toThrow('lost')
    const restarted = fixture.replica({ db: off })
    await restarted.loadFile()
    expect(json(restarted.served()?.catalogue.document)).toBe(json(priceMap(200)))
  })

  it('a damaged file is none', async () => {
    await mkdir(`${fixture.dataDir}/mirrors`, { recursive: true })
    await writeFile(`${fixture.dataDir}/mirrors/litellm.json`, '{"document": [')
    const mirror = fixture.replica({ db: off })
    await mirror.loadFile()
    expect(mirror.served()).toBeNull()
  })

  it('what was fetched without the database is stored as soon as it is back', async () => {
    const alone = fixture.replica({ db: off })
    await syncAt(alone, priceMap(200))
    const observedAt = fixture.clock.now()
    expect(await count('mirror_fetches')).toBe(0)
    const back = fixture.replica()
    await back.loadFile()
    await syncAt(back)
    expect(json(await documentAt(observedAt))).toBe(json(priceMap(200)))
    expect(await count('mirror_fetches')).toBe(1)
  })
})
