import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

const price = (prompt: string): Record<string, unknown> => ({ pricing: { prompt, completion: '0.000004' } })
const now = [
  exampleModel('a/gpt-5', price('0.000002')),
  exampleModel('a/steady', price('0.000002')),
  exampleModel('a/dearer', price('0.000003')),
  exampleModel('a/leaving', { ...price('0.000002'), expiration_date: '2031-01-01' }),
]
const before = [
  exampleModel('a/gpt-4', price('0.000004')),
  exampleModel('a/steady', price('0.000002')),
  exampleModel('a/dearer', price('0.000002')),
]

let cwd: string
let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-check-'))
  upstream = await startFakeUpstream({ models: now })
  database = await createTestDatabase()
  const db = await connect(database.url)
  await importRaw(db, [
    { observed_at: '2026-01-01T00:00:00Z', scope: 'all', data: before },
    { observed_at: '2026-02-01T00:00:00Z', scope: 'all', data: now },
  ])
  await db.close()
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url, DATABASE_URL: database.url })
  await until(async () => (await app.fetch('/api/models?removed=true')).status === 200)
  await mkdir(join(cwd, 'src/node_modules/x'), { recursive: true })
  await writeFile(
    join(cwd, 'src/pick.ts'),
    `const usual = 'a/steady'\nconst clever = "a/gpt-4"\n\nexport const all = [usual, clever, 'openrouter/a/gpt-4', 'no/model']\n`,
  )
  await writeFile(join(cwd, 'src/node_modules/x/y.ts'), `'a/dearer'`)
  await writeFile(join(cwd, 'src/picture.bin'), Buffer.from('a/dearer\0'))
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const run = (
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Ran> =>
  modelkeep(['check', ...args], {
    cwd,
    input,
    env: { DATABASE_URL: 'off', OPENROUTER_BASE_URL: 'http://127.0.0.1:9/api/v1', DATA_DIR: join(cwd, 'data'), ...env },
  })
interface Document {
  since: string | null
  attention: number
  source: { tier: string; knows_the_past: boolean }
  models: { id: string; findings: { kind: string }[]; replacement: { id: string } | null; places?: unknown }[]
}
const document = ({ stdout }: Ran): Document => JSON.parse(stdout) as Document
const kinds = (ran: Ran): Record<string, string[]> =>
  Object.fromEntries(document(ran).models.map(({ id, findings }) => [id, findings.map(({ kind }) => kind)]))

describe.each([
  ['a service', () => ({ MODELKEEP_URL: app.url })],
  ['a database', () => ({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })],
])('modelkeep check, with %s', (_, env) => {
  it('exits with 0 if all models are fine', async () => {
    const ran = await run(['a/steady', 'a/gpt-5'], { env: env() })
    expect(ran.code, ran.stderr).toBe(0)
    expect(kinds(ran)).toEqual({ 'a/steady': [], 'a/gpt-5': [] })
  })
  it('exits with 1 and reports gone, expiring, repriced and unknown models, and replacements', async () => {
    const ran = await run(['--since', '2026-01-15', 'a/gpt-4', 'a/leaving', 'a/dearer', 'a/stedy', 'a/steady'], {
      env: env(),
    })
    expect(ran.code, ran.stderr).toBe(1)
    expect(kinds(ran)).toEqual({
      'a/gpt-4': ['gone'],
      'a/leaving': ['expiring'],
      'a/dearer': ['repriced'],
      'a/stedy': ['unknown'],
      'a/steady': [],
    })
    const { since, attention, source, models } = document(ran)
    expect({ since, attention, source }).toMatchObject({
      since: '2026-01-15T00:00:00.000Z',
      attention: 4,
      source: { knows_the_past: true },
    })
    expect(models[0]).toMatchObject({
      findings: [{ removed_at: '2026-02-01T00:00:00.000Z' }],
      replacement: { id: 'a/gpt-5', prompt_percent: -50 },
    })
    expect(models[2]).toMatchObject({
      findings: [{ field: 'pricing.prompt', before: '0.000002', after: '0.000003', percent: 50 }],
    })
  })
  it('scans source files for current and removed models and reports where they are', async () => {
    const ran = await run(['--scan', 'src/**'], { env: env() })
    expect(ran.code, ran.stderr).toBe(1)
    expect(kinds(ran)).toEqual({ 'a/steady': [], 'a/gpt-4': ['gone'] })
    expect(document(ran).models[1]?.places).toEqual([
      { file: 'src/pick.ts', line: 2 },
      { file: 'src/pick.ts', line: 4 },
    ])
    expect(ran.stderr).toContain('found 2 models in 2 files; skipped 1')
  })
})

describe('modelkeep check', () => {
  it('reads ids from files and from standard input, and ignores comments', { timeout: 120_000 }, async () => {
    await writeFile(join(cwd, 'ids.txt'), '# ours\r\na/steady\r\n\n  a/gpt-5 # the best\n')
    expect(Object.keys(kinds(await run(['--url', app.url, '--file', 'ids.txt'])))).toEqual(['a/steady', 'a/gpt-5'])
    expect(Object.keys(kinds(await run(['--url', app.url], { input: 'a/gpt-5\n' })))).toEqual(['a/gpt-5'])
    expect(Object.keys(kinds(await run(['--url', app.url, 'a/steady', '-'], { input: 'a/gpt-5' })))).toEqual([
      'a/steady',
      'a/gpt-5',
    ])
  })
  it('prints a table', async () => {
    const ran = await run([
      '--url',
      app.url,
      '--table',
      '--since',
      '2026-01-15',
      '--scan',
      'src/*.ts',
      '--',
      'a/dearer',
      'a/leaving',
    ])
    expect(ran.code, ran.stderr).toBe(1)
    expect(ran.stdout).toMatch(/^MODEL +STATUS +DETAIL\n/)
    expect(ran.stdout).toMatch(
      /^a\/gpt-4 +gone +since 2026-02-01\n +use instead +a\/gpt-5; \$2\.00 input, \$4\.00 output per million tokens; input price −50 %\n +found in +src\/pick\.ts:2, src\/pick\.ts:4$/m,
    )
    expect(ran.stdout).toMatch(/^a\/dearer +repriced +price of input tokens rose 50 %: \$2\.00 → \$3\.00 per million$/m)
    expect(ran.stdout).toMatch(/^a\/leaving +expiring +on 2031-01-01, in \d+ days\n/m)
    expect(ran.stdout).toMatch(/\n\n3 of 4 models need attention\.\n$/)
    expect(ran.stdout).not.toContain('\u001B')
  })
  it('ignores models that expire after --expiring_days', async () => {
    expect((await run(['--url', app.url, '--expiring_days', '30', 'a/leaving'])).code).toBe(0)
  })
  it('works with upstream alone, and says that removed models are unknown', async () => {
    const ran = await run(['a/steady', 'a/gpt-4'], { env: { OPENROUTER_BASE_URL: upstream.url } })
    expect(ran.code).toBe(1)
    expect(kinds(ran)).toEqual({ 'a/steady': [], 'a/gpt-4': ['unknown'] })
    expect(ran.stderr).toContain('removed models cannot be told from unknown ones')
    expect(document(ran).source).toMatchObject({ tier: 'upstream', knows_the_past: false })
  })
  it.each<[string[], string]>([
    [[], 'no models to check'],
    [['--scan', 'nothing/**'], 'no file matches nothing/**'],
    [['--scan', 'src/**', 'a/mistaken'], 'no file matches a/mistaken'],
    [['--file', 'missing.txt'], 'missing.txt cannot be read: no such file'],
    [['--since', 'yesterday', 'a/b'], 'modelkeep: since: must be an RFC 3339 date-time'],
    [['--since', '2999-01-01', 'a/b'], 'modelkeep: since: is in the future'],
    [
      ['--since', '2025-01-01', 'a/b'],
      'modelkeep: since: nothing is known of that moment: the first observation was made at 2026-01-01',
    ],
    [['--expiring_days', 'soon', 'a/b'], 'modelkeep: expiring_days: must be a whole number'],
    [['--sinc', '2026-01-01', 'a/b'], "unknown option '--sinc'"],
  ])('exits with 2 and reports what is wrong with %j', async (args, says) => {
    const ran = await run(['--url', app.url, ...args])
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain(says)
    expect(ran.stderr).not.toMatch(/^ +at /m)
  })
  it.each<[string, string[], { withUpstream?: true }, string]>([
    ['the service does not respond', ['--url', 'http://127.0.0.1:9', 'a/steady'], {}, 'does not respond'],
    ['there is only the seed', ['openai/gpt-4o'], {}, 'ships with the program'],
    ['--scan lacks history', ['--scan', 'src/**'], { withUpstream: true }, 'give --url, MODELKEEP_URL or DATABASE_URL'],
    ['--since lacks history', ['--since', '2026-01-15', 'a/b'], { withUpstream: true }, 'give --url, MODELKEEP_URL or'],
  ])('exits with 2 if %s', async (_, args, { withUpstream }, says) => {
    const ran = await run(args, withUpstream ? { env: { OPENROUTER_BASE_URL: upstream.url } } : {})
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(says) })
  })
  it('checks against upstream if the database cannot be used', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', OPENROUTER_BASE_URL: upstream.url }
    const ran = await run(['a/steady'], { env })
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('the database cannot be used') })
  })
  it('documents its exit codes in its help', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Exit codes: 0 all models and prices are fine; 1 some need attention; 2 the check failed/)
  })
})
