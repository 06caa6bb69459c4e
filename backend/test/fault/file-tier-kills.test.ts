import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileTier } from '../../src/snapshot/file-tier.js'
import { openSpool } from '../../src/snapshot/spool.js'
import { chooseSeed, seededRandom } from './helpers/random.js'
import type { Stored } from './helpers/writing-child.js'

const rounds = 8
const maxMessages = 60
const unfinished = /\.tmp$/

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-kills-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Kills a writing process after so many reports. @returns what it had reported as stored */
async function writeUntilKilled(messages: number, first: number): Promise<{ file: number | null; spooled: string[] }> {
  const child = fork(fileURLToPath(new URL('helpers/writing-child.ts', import.meta.url)), [dataDir, String(first)], {
    execArgv: ['--import', new URL('../../../scripts/typescript/register.mjs', import.meta.url).href],
    env: { PATH: process.env['PATH'] },
  })
  const exited = once(child, 'exit')
  const kept: { file: number | null; spooled: string[] } = { file: null, spooled: [] }
  let reported = 0
  child.on('message', ({ file, spooled }: Stored) => {
    if (file !== undefined) kept.file = file
    if (spooled !== undefined) kept.spooled.push(spooled)
    if (++reported === messages) child.kill('SIGKILL')
  })
  await exited
  return kept
}

describe('a process that is killed while writing', () => {
  it('leaves the last catalogue intact, and every observation that was reported as stored', async () => {
    const random = seededRandom(chooseSeed('kills while writing files'))
    const everSpooled: string[] = []
    let lastFile = -1
    for (let round = 0; round < rounds; round++) {
      const first = round * 1_000
      const { file, spooled } = await writeUntilKilled(1 + Math.floor(random() * maxMessages), first)
      everSpooled.push(...spooled)
      lastFile = file ?? lastFile
      const loaded = await createFileTier({ dataDir, now: () => 0, onError: () => {} }).load()
      // Unreported writes may have happened as well, but no reported one may be missing, and none may be partial.
      expect(loaded === null ? -1 : loaded.catalogue.entries[0]!.model.context_length).toBeGreaterThanOrEqual(lastFile)
      expect(loaded === null ? 0 : loaded.catalogue.entries.length).toBe(
        loaded === null ? 0 : 40 + (loaded.catalogue.entries[0]!.model.context_length! % 160),
      )
    }
    const spool = await openSpool(dataDir)
    const observations = await Promise.all((await spool.list()).map((name) => spool.read(name))) // rejects if one is damaged
    const keys = new Set(observations.map((observation) => observation!.key))
    expect(everSpooled.filter((key) => !keys.has(key))).toEqual([])
    expect(keys.size).toBeLessThanOrEqual(everSpooled.length + rounds * 2)
  }, 60_000)

  it('leaves unfinished files, which the next process deletes unless they are recent', async () => {
    const now = Date.now()
    const spoolDir = join(dataDir, 'spool')
    await mkdir(spoolDir)
    const place = async (dir: string, name: string, ageMs: number): Promise<void> => {
      const path = join(dir, `${name}.${crypto.randomUUID()}.tmp`)
      await writeFile(path, 'half')
      await utimes(path, (now - ageMs) / 1000, (now - ageMs) / 1000)
    }
    await place(spoolDir, '000-x.observation.gz', 120_000)
    await place(dataDir, 'last-good-catalogue.json', 120_000)
    await place(dataDir, 'last-good-catalogue.json', 1_000)
    await writeFile(join(dataDir, 'unrelated.tmp'), '')
    await openSpool(dataDir, { now: () => now })
    const tier = createFileTier({ dataDir, now: () => now, onError: () => {} })
    await tier.save(
      {
        catalogue: { entries: [], byId: new Map(), orderHash: '', hash: '' },
        tier: 'upstream',
        changedAt: 0,
        confirmedAt: 0,
      },
      0,
    )
    expect((await readdir(spoolDir)).filter((name) => unfinished.test(name))).toEqual([])
    expect((await readdir(dataDir)).filter((name) => unfinished.test(name))).toHaveLength(2)
  })
})
