import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTestApp, type TestApp } from '../../helpers/test-app.js'

const nowhere = 'http://127.0.0.1:9/api/v1'
const models = [
  exampleModel('a/one'),
  exampleModel('a/two', { pricing: { prompt: '0.000009', completion: '0.00001' } }),
  exampleModel('b/three'),
]
const ids = (ran: Ran): string[] => (JSON.parse(ran.stdout) as { data: { id: string }[] }).data.map(({ id }) => id)

let cwd: string
let upstream: FakeUpstream
let app: TestApp
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-models-'))
  upstream = await startFakeUpstream({ models })
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url, DATA_DIR: join(cwd, 'service') })
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await rm(cwd, { recursive: true, force: true })
})
const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  modelkeep(['models', ...args], {
    cwd,
    env: { DATABASE_URL: 'off', OPENROUTER_BASE_URL: nowhere, DATA_DIR: join(cwd, 'data'), ...env },
  })

describe('modelkeep models, with a service', () => {
  it.each([
    [[], ''],
    [
      ['--max_price', '5', '--sort', 'pricing-high-to-low', '--limit', '1'],
      'max_price=5&sort=pricing-high-to-low&limit=1',
    ],
    [['--ids', 'b/three,a/none', '--fields', 'id'], 'ids=b/three,a/none&fields=id'],
    [['three'], 'q=three'],
    [['--free'], 'free=true'],
  ])('prints the exact bytes of the API for %j', async (args, query) => {
    const ran = await run([...args, '--url', app.url])
    expect(ran).toMatchObject({ code: 0, stdout: `${await (await app.fetch(`/api/models?${query}`)).text()}\n` })
  })
  it('reports age, source and missing ids on standard error', async () => {
    const { stderr } = await run(['--ids', 'b/three,a/none'], { MODELKEEP_URL: `${app.url}/` })
    expect(stderr).toMatch(
      /^modelkeep: 1 models?, confirmed \d+ s ago; from upstream \(http:\/\/127\.0\.0\.1:\d+\)\nmodelkeep: not in the catalogue: a\/none\n$/,
    )
  })
  it('prints a table with --table, in colour only on demand', { timeout: 120_000 }, async () => {
    const { stdout } = await run(['--url', app.url, '--table', '--sort', 'pricing-high-to-low'])
    expect(stdout).toMatch(/^MODEL +CONTEXT +IN \$\/M +OUT \$\/M +INPUT → OUTPUT +CREATED\na\/two .* 9\.00 +10\.00 /)
    expect(stdout).not.toContain('\u001B')
    expect((await run(['--url', app.url, '--table'], { FORCE_COLOR: '1' })).stdout).toContain('\u001B[1ma/one')
    expect((await run(['--url', app.url, '--table'], { NO_COLOR: '1' })).stdout).not.toContain('\u001B')
  })
  it.each([
    [['--max_price', 'cheap'], 'modelkeep: max_price: must be a plain decimal in USD per million tokens'],
    [['--category', 'programming'], 'modelkeep: category: is not supported'],
    [['--sort', 'top-weekly'], 'modelkeep: sort: top-weekly is not supported'],
    [['--fields', 'prices'], 'no model has a field "prices"'],
    [['--max_prise', '3'], "unknown option '--max_prise'\n(Did you mean --max_price?)"],
    [['--limit', '1', '--limit', '2'], 'It is given more than once'],
    [['--q', 'a', 'b'], 'modelkeep: q: is given more than once'],
  ])('rejects %j as the API does, and exits with 2', async (args, says) => {
    const ran = await run([...args, '--url', app.url])
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain(says)
    expect(ran.stderr).not.toMatch(/^ +at /m)
  })
  it(
    'exits with 2 and one line if the service does not respond or is not Modelkeep, and shows no password',
    { timeout: 120_000 },
    async () => {
      const other = createServer((_, res) => res.end('<html>')).listen(0, '127.0.0.1')
      await new Promise((resolve) => other.once('listening', resolve))
      const { port } = other.address() as AddressInfo
      for (const [url, says] of [
        ['http://user:hunter2@127.0.0.1:9', /^modelkeep: http:\/\/127\.0\.0\.1:9 does not respond: .*\n$/],
        [`http://127.0.0.1:${port}`, /^modelkeep: http:\/\/127\.0\.0\.1:\d+ is not Modelkeep: .*\n$/],
        ['ftp://user:hunter2@x', /^modelkeep: the URL of the service must start with .*\n$/],
      ] as const) {
        const ran = await run(['--url', url])
        expect(ran).toMatchObject({ code: 2, stdout: '' })
        expect(ran.stderr).toMatch(says)
        expect(ran.stderr).not.toContain('hunter2')
      }
      other.close()
    },
  )
})

describe('modelkeep models, without a service', () => {
  it('reads from upstream if there is nothing else, and creates no files', async () => {
    const ran = await run([], { OPENROUTER_BASE_URL: upstream.url, DATA_DIR: join(cwd, 'none') })
    expect(ids(ran)).toEqual(['a/one', 'a/two', 'b/three'])
    expect(ran.stderr).toContain('from upstream (http://127.0.0.1')
    await expect(import('node:fs/promises').then((fs) => fs.readdir(join(cwd, 'none')))).rejects.toThrow('ENOENT')
  })
  it(
    'uses the last good catalogue while it is fresh, and if no other source responds',
    { timeout: 120_000 },
    async () => {
      await app.app.sync.snapshots.first()
      await expect
        .poll(async () => (await import('node:fs/promises')).readdir(join(cwd, 'service')))
        .toContain('last-good-catalogue.json')
      const requestsBefore = upstream.requests.length
      const env = { OPENROUTER_BASE_URL: upstream.url, DATA_DIR: join(cwd, 'service') }
      expect((await run([], env)).stderr).toContain('from file (the last good catalogue in ')
      expect(upstream.requests).toHaveLength(requestsBefore)
      expect((await run([], { ...env, CACHE_TTL_SECONDS: '1', OPENROUTER_BASE_URL: nowhere })).stderr).toContain(
        'from file',
      )
    },
  )
  it('falls back to the seed and says so', async () => {
    const { code, stderr } = await run(['--limit', '1'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/upstream cannot be used: .*\n.*\d+ days ago; from seed \(shipped with the program\)/)
  })
  it('exits with 2 if the query needs history and there is none', async () => {
    const { code, stderr } = await run(['--removed'])
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give --url, MODELKEEP_URL or DATABASE_URL'),
    })
  })

  describe('with a database', () => {
    let database: TestDatabase
    beforeAll(async () => {
      database = await createTestDatabase()
      const db = await connect(database.url)
      await importRaw(db, [
        { observed_at: '2026-01-01T00:00:00Z', scope: 'all', data: [exampleModel('a/old'), exampleModel('a/one')] },
        { observed_at: '2026-02-01T00:00:00Z', scope: 'all', data: [exampleModel('a/one')] },
      ])
      await db.close()
    })
    afterAll(() => database.drop())

    it('uses its newest catalogue, however old, if upstream does not respond', async () => {
      const ran = await run([], { DATABASE_URL: database.url })
      expect(ids(ran)).toEqual(['a/one'])
      expect(ran.stderr).toMatch(/days ago; from database \(PostgreSQL at /)
      expect(ran.stderr).not.toContain(new URL(database.url).password || 'no password')
    })
    it('filters by how long prices have been unchanged', async () => {
      const env = { DATABASE_URL: database.url }
      expect(ids(await run(['--unchanged_days', '31'], env))).toEqual(['a/one'])
      expect(ids(await run(['--unchanged_days', '32'], env))).toEqual([])
      expect(ids(await run(['--unchanged_days', '14', '--as_of', '2026-01-15'], env))).toEqual(['a/old', 'a/one'])
      expect(ids(await run(['--unchanged_days', '15', '--as_of', '2026-01-15'], env))).toEqual([])
      expect(await run(['--unchanged_days', '31'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('history needs a database or a running service'),
      })
    })
    it('lists historical and removed models', async () => {
      expect(ids(await run(['--as_of', '2026-01-15'], { DATABASE_URL: database.url }))).toEqual(['a/old', 'a/one'])
      expect(ids(await run(['--removed'], { DATABASE_URL: database.url }))).toEqual(['a/old'])
      const early = await run(['--as_of', '2025-01-15'], { DATABASE_URL: database.url })
      expect(early).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('the first observation was made at 2026-01-01'),
      })
    })
  })
})
