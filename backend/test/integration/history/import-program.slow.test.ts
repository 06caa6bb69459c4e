import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/postgres/database.js'
import { exampleModel, startFakeUpstream } from '../../helpers/fake-upstream.js'
import {
  derivedTables,
  exportLines,
  truncateHistory,
  generatedCaptures,
  importRaw,
  modelsAsOf,
  type RawCapture,
} from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startProgram, type Program } from '../../helpers/program.js'
import { connect } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

let dataDir: string
let database: TestDatabase
let db: Database
const started: Program[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-import-'))
  database = await createTestDatabase()
  db = await connect(database.url)
})
afterEach(async () => {
  for (const program of started.splice(0)) await program.stop('SIGKILL')
  await db.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

function start(args: readonly string[], env: Record<string, string> = {}): Program {
  const program = startProgram('cli', args, { PORT: '0', DATABASE_URL: database.url, DATA_DIR: dataDir, ...env })
  started.push(program)
  return program
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(dataDir, name)
  await writeFile(path, content)
  return path
}
const ndjson = (captures: readonly RawCapture[]): string =>
  captures.map((capture) => `${JSON.stringify(capture)}\n`).join('')
const one = [exampleModel('a/one')]

describe('modelkeep import', () => {
  it('reads plain and gzipped NDJSON whatever its name, shows progress and a summary, and exits with 0', async () => {
    const captures = generatedCaptures(12)
    const program = start([
      'import',
      '--allow-shrink',
      await file('first.txt', gzipSync(ndjson(captures.slice(6)))),
      await file('second.gz', ndjson(captures.slice(0, 6))),
    ])
    expect(await program.exited(), program.output()).toBe(0)
    expect(program.output()).toMatch(/^ *\d+% 12 captures, \d+(\.\d)?\/s, \d+ s left$/m)
    expect(program.output()).toMatch(
      /^12 captures read: 12 new, 0 known already, 0 skipped; \d+ versions and \d+ changes added, in \d+\.\d s$/m,
    )
    expect(program.output()).not.toContain('\u001B')
    for (const { observed_at, data } of captures) expect(await modelsAsOf(db, observed_at)).toEqual(data)
  })

  it('reads an upstream response, compact or pretty-printed, but only with --observed-at', async () => {
    const compact = await file('raw.json', JSON.stringify({ data: one, total_count: 1, links: { next: null } }))
    const readable = await file('readable.json', JSON.stringify({ data: [exampleModel('a/two')] }, null, 2))
    expect(await start(['import', '--observed-at', '2026-01-01T00:00:00Z', compact]).exited()).toBe(0)
    expect(
      await start([
        'import',
        '--allow-shrink',
        '--observed-at',
        '2026-01-02T01:00:00+01:00',
        '--scope',
        'all',
        readable,
      ]).exited(),
    ).toBe(0)
    expect(await modelsAsOf(db, '2026-01-01T00:00:00Z')).toEqual(one)
    expect(await modelsAsOf(db, '2026-01-02T00:00:00Z')).toEqual([exampleModel('a/two')])
    const program = start(['import', readable])
    expect(await program.exited()).toBe(2)
    expect(program.output()).toContain(
      'readable.json:1: `observed_at` is missing: pass --observed-at to set the time; skipped',
    )
  }, 60_000)

  it('skips a bad line, reports its file and number, and exits with 2', async () => {
    const [first, second] = generatedCaptures(2)
    const path = await file('captures.ndjson', `{\n${JSON.stringify(first)}\n\nno capture\n${JSON.stringify(second)}\n`)
    const program = start(['import', '--allow-shrink', path])
    expect(await program.exited()).toBe(2)
    expect(program.output()).toContain(`${path}:1: not valid JSON (`)
    expect(program.output()).toContain(`${path}:4: not valid JSON (`)
    expect(program.output()).toMatch(/2 captures read: 2 new, 0 known already, 2 skipped/)
  })

  it('imports the readable part of a truncated file, and exits with 2', async () => {
    const whole = gzipSync(ndjson(generatedCaptures(30)))
    const program = start(['import', '--allow-shrink', await file('cut.gz', whole.subarray(0, whole.length - 200))])
    expect(await program.exited()).toBe(2)
    expect(program.output()).toMatch(/cut\.gz:\d+: cannot be read from here on: /)
    expect(program.output()).toMatch(/[1-9]\d* new/)
  })

  it('reads standard input', async () => {
    const main = fileURLToPath(new URL('../../../bundle/cli.js', import.meta.url))
    const child = spawn(process.execPath, [main, 'import', '--allow-shrink', '-'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: database.url, DATA_DIR: dataDir },
      cwd: dataDir,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.stdin.end(gzipSync(ndjson(generatedCaptures(3))))
    expect(await once(child, 'close')).toEqual([0, null])
    expect(await db.query('SELECT count(*) AS n FROM catalog_syncs')).toEqual([{ n: 3 }])
  })

  it('exits with 1 and one line if it cannot run', async () => {
    const path = await file('one.ndjson', '')
    for (const [args, says] of [
      [['import', join(dataDir, 'missing.ndjson')], 'missing.ndjson cannot be read: no such file'],
      [['import', dataDir], 'is a directory'],
      [['import', '--observed-at', '2026-01-01T00:00:00Z', path, path], 'give one FILE'],
      [['import', '--observed-at', 'yesterday', path], 'must be an RFC 3339 time'],
      [['import', '--scope', 'images', path], 'Allowed choices are text, all'],
      [
        ['import', '--observed-at', '0000-01-01T00:00:00Z', path],
        '--observed-at is too early: expected a time from 2015',
      ],
      [['import'], 'give at least one FILE'],
      [['import', '--undo', '3', path], '--undo goes with no FILE'],
      [['import', '--undo', '3'], 'there is no import 3: there was none yet'],
      [['import', '--undo', 'last'], 'It must be the number that the import printed'],
    ] as const) {
      const program = start(args)
      expect(await program.exited()).toBe(1)
      expect(program.output()).toContain(says)
    }
  }, 60_000)

  it('refuses a partial capture, reports what it would do with --dry-run, and undoes what it did, once', async () => {
    const whole = Array.from({ length: 10 }, (_, nr) => exampleModel(`a/m${nr}`))
    await importRaw(db, [{ observed_at: '2026-01-01T00:00:00Z', data: whole }])
    const before = await derivedTables(db)
    const path = await file('part.json', JSON.stringify(whole.slice(0, 1), null, 2))
    const args = ['import', '--observed-at', '2026-01-02T00:00:00Z', path]
    const refused = start(args)
    expect(await refused.exited()).toBe(2)
    expect(refused.output()).toContain(
      `${path}:1: 9 of 10 models before it are gone, more than MAX_SHRINK_PERCENT (20): expected a whole list, or --allow-shrink`,
    )
    const dry = start([...args, '--allow-shrink', '--dry-run'])
    expect(await dry.exited(), dry.output()).toBe(0)
    expect(dry.output()).toMatch(/would add 1 sync, 9 versions and 9 changes \(models: 0 added, 0 changed, 9 removed\)/)
    expect(dry.output()).toContain('dry run: nothing was written')
    expect(await derivedTables(db)).toEqual(before)
    const done = start([...args, '--allow-shrink'])
    expect(await done.exited(), done.output()).toBe(0)
    const [, id = ''] = /^import (\d+): `modelkeep import --undo \1` reverts it$/m.exec(done.output()) ?? []
    const undone = start(['import', '--undo', id])
    expect(await undone.exited(), undone.output()).toBe(0)
    expect(undone.output()).toContain(`import ${id} is undone: 1 syncs with 9 versions and 9 changes removed`)
    expect(await derivedTables(db)).toEqual(before)
    const twice = start(['import', '--undo', id])
    expect(await twice.exited()).toBe(1)
    expect(twice.output()).toMatch(new RegExp(`^modelkeep: import ${id} was undone already, at 20`, 'm'))
    const list = start(['import', '--list'])
    expect(await list.exited()).toBe(0)
    expect(list.output()).toMatch(new RegExp(`^${id}  .* 1 syncs, .*, undone at 20.*part.json$`, 'm'))
  }, 60_000)

  it('resumes after a kill, with the same result as an uninterrupted import', async () => {
    const captures = generatedCaptures(400)
    const path = await file('captures.ndjson', ndjson(captures))
    const killed = start(['import', '--allow-shrink', path])
    await killed.waitForOutput(/captures, /)
    expect(await killed.stop('SIGKILL')).toBe('SIGKILL')
    const [half] = await db.query<{ n: number }>('SELECT count(*) AS n FROM catalog_syncs')
    expect(half!.n).toBeGreaterThan(0)
    expect(half!.n).toBeLessThan(captures.length)
    await db.query('UPDATE catalog_lease SET expires_at = now()') // the killed process held it for another ten seconds
    const again = start(['import', '--allow-shrink', path])
    expect(await again.exited(), again.output()).toBe(0)
    expect(again.output()).toContain(`400 captures read: ${400 - half!.n} new, ${half!.n} known already`)
    const resumed = { ...(await derivedTables(db)), lines: await exportLines(db) }
    await truncateHistory(db)
    await importRaw(db, captures)
    expect({ ...(await derivedTables(db)), lines: await exportLines(db) }).toEqual(resumed)
  }, 120_000)
})

describe('modelkeep import with a running server', () => {
  it('uses its database; the server serves what is newer and goes on syncing', async () => {
    const upstream = await startFakeUpstream({ models: one })
    const env = {
      DATABASE_URL: '',
      OPENROUTER_BASE_URL: upstream.url,
      ADMIN_TOKEN: 'a-long-enough-admin-token',
      SYNC_INTERVAL_SECONDS: '3600',
    }
    const server = start(['serve'], env)
    const [, port] = await server.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
    await server.waitForOutput(/database +embedded/)
    const listed = async (): Promise<unknown> =>
      ((await (await fetch(`http://127.0.0.1:${port}/api/models`)).json()) as { data: unknown }).data
    await until(async () => JSON.stringify(await listed()) === JSON.stringify(one))
    const newer = { observed_at: new Date(Date.now()).toISOString(), data: [...one, exampleModel('a/newer')] }
    const program = start(
      ['import', '--allow-shrink', await file('captures.ndjson', ndjson([...generatedCaptures(60), newer]))],
      env,
    )
    expect(await program.exited(), program.output()).toBe(0)
    await until(async () => ((await listed()) as unknown[]).length === 2)
    const refreshed = await fetch(`http://127.0.0.1:${port}/api/refresh`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-long-enough-admin-token' },
    })
    expect(await refreshed.json()).toMatchObject({ data: { status: 'applied', model_count: 1 } })
    expect(await listed()).toEqual(one)
    expect(await server.stop('SIGTERM')).toBe(0) // SIGKILL would leave its database running in a folder that is being removed
    await upstream.close()
  }, 120_000)
})

describe('modelkeep export', () => {
  it('writes the newest catalogue, a historical one, or all history, plain or gzipped, as import reads it', async () => {
    const captures = generatedCaptures(5, { scopes: ['all'] })
    await importRaw(db, captures)
    const path = join(dataDir, 'history.ndjson.gz')
    expect(await start(['export', '--history', '--output', path]).exited()).toBe(0)
    const whole = gunzipSync(await readFile(path)).toString()
    expect(whole).toBe(await exportLines(db))
    const newest = start(['export'])
    expect(await newest.exited()).toBe(0)
    expect(newest.output()).toBe(whole.split('\n').at(-2) + '\n')
    const early = start(['export', '--as-of', captures[1]!.observed_at])
    expect(await early.exited()).toBe(0)
    expect(JSON.parse(early.output())).toEqual({ ...captures[1], scope: 'all' })
    await truncateHistory(db)
    expect(await start(['import', '--allow-shrink', path]).exited()).toBe(0)
    expect(await exportLines(db)).toBe(whole)
  }, 60_000)

  it('exits with 1 and leaves no partial file if there is nothing to write', async () => {
    const path = join(dataDir, 'none.ndjson')
    const program = start(['export', '--output', path])
    expect(await program.exited()).toBe(1)
    expect(program.output()).toBe('modelkeep: there is no catalogue yet\n')
    await expect(readFile(path)).rejects.toThrow('ENOENT')
    await expect(readFile(`${path}.part`)).rejects.toThrow('ENOENT')
    expect(await start(['export', '--as-of', '2999-01-01T00:00:00Z']).exited()).toBe(1)
  })
})
