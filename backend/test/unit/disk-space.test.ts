import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDiskSpace } from '../../src/disk-space.js'
import { createEvents, type Events } from '../../src/observe/events.js'
import { DatabaseUnavailable } from '../../src/postgres/database-error.js'
import { createFakeClock } from '../helpers/fake-clock.js'

/** What the file system reports. */
const disk = vi.hoisted(() => ({ bavail: 1_000_000, bsize: 4096, files: 100, ffree: 50, fails: false }))
vi.mock('node:fs/promises', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:fs/promises')>()),
  statfs: async () => {
    if (disk.fails) throw new Error('ENOSYS')
    return disk
  },
}))

let events: Events
const clock = createFakeClock()
let writtenAt: number | null
beforeEach(() => {
  events = createEvents()
  writtenAt = null
  Object.assign(disk, { bavail: 1_000_000, ffree: 50, fails: false })
})

const create = () => createDiskSpace({ dataDir: '/data', events, clock, writtenAt: () => writtenAt })
/** The status once it is measured. */
const measured = async (space: ReturnType<typeof create>) => {
  clock.set(clock.now() + 1_000)
  space.status()
  await new Promise((resolve) => setImmediate(resolve))
  return space.status()
}
const failed = (code: string) =>
  events.emit('trouble', { what: 'file_tier_not_written', error: Object.assign(new Error(code), { code }) })

describe('the disk of DATA_DIR', () => {
  it('is full if no space or no file is left, and shows how much is', async () => {
    const space = create()
    expect(space.status()).toEqual({ full: { data_dir: false, database: false }, freeBytes: null })
    expect(await measured(space)).toMatchObject({ full: { data_dir: false }, freeBytes: 4_096_000_000 })
    disk.bavail = 3
    expect(await measured(space)).toMatchObject({ full: { data_dir: true }, freeBytes: 12_288 })
    Object.assign(disk, { bavail: 1_000_000, ffree: 0 })
    expect(await measured(space)).toMatchObject({ full: { data_dir: true }, freeBytes: 0 })
  })

  it.each(['ENOSPC', 'EDQUOT'])('is full after a write fails with %s, until one succeeds', async (code) => {
    const space = create()
    failed(code)
    expect((await measured(space)).full.data_dir).toBe(true)
    writtenAt = clock.now()
    expect(space.status().full.data_dir).toBe(false)
    failed(code)
    expect(space.status().full.data_dir).toBe(true)
    events.emit('spool', { what: 'kept', observedAt: 0, pending: 1 })
    expect(space.status().full.data_dir).toBe(false)
  })

  it('is not full after other failures, or where the system cannot tell', async () => {
    disk.fails = true
    const space = create()
    failed('EACCES')
    expect(await measured(space)).toEqual({ full: { data_dir: false, database: false }, freeBytes: null })
  })
})

describe("the database's disk", () => {
  it('is full after a commit fails for it, until one succeeds', () => {
    const space = create()
    events.emit('trouble', {
      what: 'commit_not_possible',
      error: new DatabaseUnavailable('the server has no disk space left'),
    })
    expect(space.status().full).toEqual({ data_dir: false, database: true })
    events.emit('trouble', { what: 'commit_not_possible', error: new DatabaseUnavailable('a query timed out') })
    expect(space.status().full.database).toBe(true)
    events.emit('sync', { id: null } as never)
    expect(space.status().full.database).toBe(true)
    events.emit('sync', { id: 7 } as never)
    expect(space.status().full.database).toBe(false)
  })
})
