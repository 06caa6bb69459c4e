import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lastGoodFile } from '../../src/snapshot/file-tier.js'
import { readFile, readdir } from 'node:fs/promises'
import { modelsOf } from '../../src/catalogue/catalogue.js'
import { catalogueAsOf } from '../../src/postgres/as-of.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { mountSmallDisk, whyNoSmallDisk, type SmallDisk } from '../helpers/small-disk.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { startTestApp, until, type TestApp } from '../helpers/test-app.js'

/** While `full` is set, writes store only their first bytes, as on a full disk. Works where no small disk can be mounted. */
const disk = vi.hoisted(() => ({ full: false }))
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  const writeFile: typeof real.writeFile = async (file, ...rest) => {
    if (!disk.full || typeof file !== 'object' || !('sync' in file)) return real.writeFile(file, ...rest)
    await file.write('its first b')
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  return { ...real, writeFile }
})

const mounting = await whyNoSmallDisk()
const adminToken = 'of-a-full-disk-0123456789'
const catalogue = (size: number) => [exampleModel('a/one', { context_length: size }), exampleModel('a/two')]

let database: TestDatabase
let proxy: TcpFaultProxy
let upstream: FakeUpstream
let dir: string
let app: TestApp | null
let small: SmallDisk | null = null
beforeEach(async () => {
  app = null
  database = await createTestDatabase()
  proxy = await startTcpFaultProxy(database.url)
  upstream = await startFakeUpstream({ models: catalogue(1) })
  dir = await mkdtemp(join(tmpdir(), 'modelkeep-full-'))
})
afterEach(async () => {
  disk.full = false
  await app?.stop()
  await proxy.close()
  await upstream.close()
  await database.drop()
  await small?.unmount()
  small = null
  await rm(dir, { recursive: true, force: true })
})

async function start(): Promise<void> {
  app = await startTestApp({
    DATABASE_URL: proxy.url,
    OPENROUTER_BASE_URL: upstream.url,
    ADMIN_TOKEN: adminToken,
    DATA_DIR: dir,
    SYNC_INTERVAL_SECONDS: '2',
  })
  await until(() => app!.app.revalidation.status().lastSync?.id != null)
  await until(async () => (await readdir(dir)).includes(lastGoodFile))
}
const refresh = () =>
  app!.json<{ data: { id: number | null; status: string; observed_at: string } }>('/api/refresh', {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  })
const spool = () => app!.app.sync.spool
const kept = async (): Promise<unknown> =>
  (JSON.parse(await readFile(join(dir, lastGoodFile), 'utf8')) as { models: { context_length: number }[] }).models[0]!
    .context_length

/** Syncs while both the database and the disk fail, and checks that the observation reaches history afterwards. */
async function expectToSurvive(fill: () => Promise<void>, free: () => Promise<void>): Promise<void> {
  await start()
  await proxy.set({ kind: 'refuse' })
  await until(() => app!.app.sync.db.status().state === 'lost')
  await fill()
  upstream.setModels(catalogue(2))
  const seen = await refresh()
  expect(seen.data).toMatchObject({ id: null, status: expect.stringMatching(/applied|unchanged/) as string }) // unchanged if the timer was faster
  expect(spool().status().held).toBeGreaterThan(0)
  expect(await kept()).toBe(1)
  await until(async () => !(await readdir(dir)).some((name) => name.endsWith('.tmp'))) // a write may be in progress
  expect((await app!.fetch('/api/models')).status).toBe(200)
  expect(await app!.json('/health')).toMatchObject({ status: 'degraded', disk: { full: true } })
  expect(await (await app!.fetch('/metrics')).text()).toContain('modelkeep_disk_full{disk="data_dir"} 1')
  await free()
  await until(() => spool().status().held === 0) // written by the poll
  expect((await readdir(join(dir, 'spool'))).length).toBeGreaterThan(0)
  await proxy.set({ kind: 'pass' })
  await until(() => spool().status().pending === 0)
  const { db } = app!.app.sync
  await until(() => db.status().state === 'connected')
  const then = await catalogueAsOf(db, Date.parse(seen.data.observed_at))
  expect(modelsOf(then.catalogue).get('a/one')!.context_length).toBe(2)
  upstream.setModels(catalogue(3))
  await refresh()
  await until(async () => (await kept()) === 3)
  await until(async () => !(await app!.json<{ disk: { full: boolean } }>('/health')).disk.full)
}

describe('a full disk while the database is unavailable', () => {
  it('keeps the last good file, holds observations in memory, writes them when there is space, and commits them later', async () => {
    await expectToSurvive(
      async () => void (disk.full = true),
      async () => void (disk.full = false),
    )
  })

  it('does the same on a real full disk', async (context) => {
    context.skip(mounting !== null, mounting ?? '')
    small = await mountSmallDisk(dir, 1)
    await expectToSurvive(
      () => small!.fill(),
      () => small!.free(),
    )
  })
})
