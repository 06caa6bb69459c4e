import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { createObservation } from '../../../src/snapshot/observation.js'
import { createFileTier, lastGoodFile } from '../../../src/snapshot/file-tier.js'
import { FileTierError } from '../../../src/snapshot/file-tier-format.js'
import { createSeedTier } from '../../../src/snapshot/seed-tier.js'
import type { Snapshot } from '../../../src/snapshot/snapshot.js'
import { openSpool } from '../../../src/snapshot/spool.js'
import { SpoolItemError } from '../../../src/snapshot/spool-item.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-files-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const confirmedAt = Date.parse('2026-05-01T10:00:00Z')
const snapshot = (...ids: string[]): Snapshot => ({
  catalogue: createCatalogue(ids.map((id) => exampleModel(id) as never)),
  tier: 'upstream',
  changedAt: confirmedAt - 1_000,
  confirmedAt,
})

describe('the file tier', () => {
  const create = (errors: unknown[] = []) =>
    createFileTier({ dataDir, now: () => confirmedAt, onError: (error) => errors.push(error) })

  it('loads what was saved: content, order and times, with tier file', async () => {
    const kept = snapshot('b/two', 'a/one')
    await create().save(kept, confirmedAt + 5_000)
    const loaded = await create().load()
    expect(loaded).toMatchObject({ tier: 'file', confirmedAt: confirmedAt + 5_000, changedAt: kept.changedAt })
    expect(loaded!.catalogue.hash).toBe(kept.catalogue.hash)
    expect(loaded!.catalogue.entries.map(({ id }) => id)).toEqual(['b/two', 'a/one'])
  })

  it('takes the lines of its own file as canonical, and validates a file of another version', async () => {
    const kept = snapshot('b/two', 'a/one')
    await create().save(kept, confirmedAt)
    const path = join(dataDir, lastGoodFile)
    const untouched = await create().load()
    expect(untouched!.catalogue.entries.map(({ json }) => json)).toEqual(kept.catalogue.entries.map(({ json }) => json))
    expect(untouched!.catalogue.entries.map(({ facts, benchmarks }) => [facts.hash, benchmarks?.hash])).toEqual(
      kept.catalogue.entries.map(({ facts, benchmarks }) => [facts.hash, benchmarks?.hash]),
    )
    expect(untouched!.catalogue).toMatchObject({ hash: kept.catalogue.hash, orderHash: kept.catalogue.orderHash })
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace(/"written_by":"[^"]+"/, '"written_by":"0.0.1"'))
    expect((await create().load())!.catalogue.hash).toBe(kept.catalogue.hash)
    await writeFile(path, JSON.stringify({ ...(JSON.parse(text) as object), format: 1 }))
    expect((await create().load())!.catalogue.hash).toBe(kept.catalogue.hash)
  })

  it('is not overwritten by an older snapshot, unless the file is dated in the future', async () => {
    await create().save(snapshot('a/newer'), confirmedAt)
    const file = create()
    const loading = file.load()
    await file.save(snapshot('a/older'), confirmedAt - 60_000)
    await loading
    expect((await create().load())!.catalogue.byId.has('a/newer')).toBe(true)
    await file.save(snapshot('a/next'), confirmedAt + 1)
    expect((await create().load())!.catalogue.byId.has('a/next')).toBe(true)
    await file.save(snapshot('a/future'), confirmedAt + 3_600_000)
    const later = create()
    await later.load()
    await later.save(snapshot('a/true'), confirmedAt + 2)
    expect((await create().load())!.catalogue.byId.has('a/true')).toBe(true)
  })

  it('saves a catalogue of one model, and one of many chunks', async () => {
    for (const count of [1, 2_000]) {
      const kept = snapshot(...Array.from({ length: count }, (_, nr) => `a/model-${nr}`))
      await create().save(kept, confirmedAt)
      const loaded = await create().load()
      expect(loaded!.catalogue.entries.map(({ id }) => id)).toEqual(kept.catalogue.entries.map(({ id }) => id))
      expect(loaded!.catalogue.entries.at(-1)!.model).toEqual(kept.catalogue.entries.at(-1)!.model)
    }
  })

  it('is null if there is no file', async () => {
    expect(await create().load()).toBeNull()
  })

  it('leaves no other files behind', async () => {
    const tier = create()
    await Promise.all([
      tier.save(snapshot('a/one'), 1),
      tier.save(snapshot('a/two'), 2),
      tier.save(snapshot('a/three'), 3),
    ])
    expect(await readdir(dataDir)).toEqual([lastGoodFile])
    expect((await create().load())!.catalogue.entries[0]!.id).toBe('a/three')
  })

  it.each([
    ['truncated', (text: string) => text.slice(0, -40)],
    ['edited', (text: string) => text.replace('128000', '128001')],
    [
      'edited, with its checksum removed',
      (text: string) => text.replace('128000', '128001').replace(/"sum":"[^"]+"/, '"sum":""'),
    ],
    ['of another program', () => '{"data":[]}'],
  ])('rejects a file that is %s', async (_, damage) => {
    await create().save(snapshot('a/one'), confirmedAt)
    const path = join(dataDir, lastGoodFile)
    await writeFile(path, damage(await readFile(path, 'utf8')))
    await expect(create().load()).rejects.toThrow(FileTierError)
  })

  it('reports a failed write, and continues', async () => {
    const errors: unknown[] = []
    const tier = createFileTier({
      dataDir: join(dataDir, 'a-file', 'below'),
      now: () => 0,
      onError: (error) => errors.push(error),
    })
    await writeFile(join(dataDir, 'a-file'), '')
    await tier.save(snapshot('a/one'), 1)
    expect(errors).toHaveLength(1)
    expect(tier.status().lastError).toMatch(/ENOTDIR/)
  })
})

describe('the spool', () => {
  const observation = (observedAt: number, text = `{"data":[]} ${observedAt}`) =>
    createObservation({ observedAt, source: 'upstream', scope: 'all', durationMs: 3, bytes: Buffer.from(text) })

  it('returns the items, oldest observation first, to the next process too', async () => {
    const spool = await openSpool(dataDir)
    const [late, early] = [observation(2_000), observation(1_000)]
    expect(await spool.append(late)).toEqual({ stored: 'on_disk' })
    expect(await spool.append(early)).toEqual({ stored: 'on_disk' })
    const reopened = await openSpool(dataDir)
    const names = await reopened.list()
    expect(await Promise.all(names.map((name) => reopened.read(name)))).toEqual([early, late])
    await reopened.remove(names[0]!)
    expect((await openSpool(dataDir)).status().pending).toBe(1)
  })

  it('is bounded: rejects an item that does not fit, and keeps the others', async () => {
    const spool = await openSpool(dataDir, { maxBytes: 400 })
    const random = () => Buffer.from(crypto.getRandomValues(new Uint8Array(150))).toString('hex')
    const outcomes = [await spool.append(observation(1, random())), await spool.append(observation(2, random()))]
    expect(outcomes).toEqual([{ stored: 'on_disk' }, { stored: 'nowhere' }])
    expect(spool.status()).toMatchObject({ pending: 1 })
    expect(spool.status().bytes).toBeLessThanOrEqual(400)
  })

  it('rejects a damaged item, and can move it away', async () => {
    const spool = await openSpool(dataDir)
    await spool.append(observation(1))
    const [name] = await spool.list()
    await writeFile(join(dataDir, 'spool', name!), 'garbage')
    await expect(spool.read(name!)).rejects.toThrow(SpoolItemError)
    await spool.moveToUnusable(name!)
    expect(await spool.list()).toEqual([])
    expect(await readdir(join(dataDir, 'spool', 'unusable'))).toEqual([name])
  })

  it('keeps an unusable item in memory while the disk is full, no longer pending, and writes it later', async () => {
    await writeFile(join(dataDir, 'spool'), 'in the way')
    const spool = await openSpool(dataDir)
    const seen = observation(1)
    expect(await spool.append(seen)).toMatchObject({ stored: 'in_memory' })
    const [name] = await spool.list()
    const { bytes } = spool.status()
    await spool.moveToUnusable(name!)
    await spool.settle()
    expect([await spool.list(), spool.status()]).toEqual([[], { pending: 0, bytes, held: 0 }])
    await rm(join(dataDir, 'spool'))
    await spool.settle()
    expect(spool.status().bytes).toBe(0)
    await rename(join(dataDir, 'spool', 'unusable', name!), join(dataDir, 'spool', name!)) // an operator moves it back to try again
    expect(await (await openSpool(dataDir)).read(name!)).toEqual(seen)
  })
})

describe('the seed', () => {
  it('is a dated catalogue with tier seed', async () => {
    const tier = createSeedTier()
    expect(tier.status()).toBeNull()
    const seed = await tier.load()
    expect(tier.status()).toEqual({ asOf: seed.confirmedAt, modelCount: seed.catalogue.entries.length })
    expect(seed.tier).toBe('seed')
    expect(seed.catalogue.entries.length).toBeGreaterThan(100)
    expect(seed.confirmedAt).toBeLessThan(Date.now())
  })
})
