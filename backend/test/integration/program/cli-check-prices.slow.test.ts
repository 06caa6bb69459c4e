import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureBytes, captureModels, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

const price = (prompt: string): Record<string, unknown> => ({ pricing: { prompt, completion: '0.000004' } })
const now = [exampleModel('a/steady', price('0.000002')), exampleModel('a/dearer', price('0.000003'))]
const before = [exampleModel('a/gone', price('0.000004')), exampleModel('a/dearer', price('0.000002'))]
const wrong = 'model;input_per_million;output_per_million\r\n"a/steady";"2.00";4\r\na/dearer;"2.00";4\r\na/gone;4;4\r\n'

let cwd: string
let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-check-prices-'))
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
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  modelkeep(['check', '--prices', ...args], {
    cwd,
    env: { DATABASE_URL: 'off', OPENROUTER_BASE_URL: upstream.url, DATA_DIR: join(cwd, 'data'), ...env },
  })
async function file(name: string, text: string | Buffer): Promise<string> {
  await writeFile(join(cwd, name), text)
  return name
}
interface Document {
  counts: Record<string, number>
  prices: { model: string; status: string; since?: string; line: number }[]
  missing: { model: string; removed_at: string | null }[]
}
const document = ({ stdout }: Ran): Document => JSON.parse(stdout) as Document

describe.each([
  ['a service', () => ({ MODELKEEP_URL: app.url })],
  ['a database', () => ({ DATABASE_URL: database.url })],
])('modelkeep check --prices, with %s', (_, env) => {
  it('exits with 1 and tells what is wrong, since when, and what was removed', async () => {
    const ran = await run([await file('prices.csv', wrong)], env())
    expect(ran.code, ran.stderr).toBe(1)
    expect(document(ran)).toMatchObject({
      counts: { right: 3, wrong: 1, missing: 1 },
      prices: [{ model: 'a/dearer', status: 'wrong', line: 3, since: '2026-02-01T00:00:00.000Z' }],
      missing: [{ model: 'a/gone', removed_at: '2026-02-01T00:00:00.000Z' }],
    })
    expect(ran.stderr).toContain(
      'prices.csv: CSV of 3 rows; ids: model; prices: input_per_million (prompt, per million)',
    )
  })
  it('accepts known deviations', async () => {
    const known = [
      { model: 'a/dearer', field: 'prompt', value: 2, catalogue: 3 },
      { model: 'a/gone', missing: true },
    ]
    const args = ['--known', await file('known.json', JSON.stringify(known))]
    const ran = await run([await file('prices.csv', wrong), ...args], env())
    expect(ran.code, ran.stderr).toBe(0)
    expect(document(ran).counts).toMatchObject({ known: 1, wrong: 0, missing: 0 })
  })
  it('corrects the file, and annotates what it did', async () => {
    const ran = await run([await file('prices.csv', wrong), '--write', '--format', 'github'], env())
    expect(ran.code, ran.stderr).toBe(1)
    expect(ran.stdout.split('\n')).toEqual([
      '::notice file=prices.csv,line=3,title=Corrected price::a/dearer: input_per_million corrected from 2.00 to 3.00',
      '::error file=prices.csv,line=4,title=Unknown model::a/gone: removed on 2026-02-01',
      '1 of 4 prices was wrong and corrected, 1 model is not in the catalogue.',
      '',
    ])
    expect(ran.stderr).toContain('corrected 1 price in prices.csv')
    expect(await readFile(join(cwd, 'prices.csv'), 'utf8')).toBe(wrong.replace('a/dearer;"2.00"', 'a/dearer;"3.00"'))
  })
})

describe('modelkeep check --prices', () => {
  it('exits with 0 if all prices are right, and writes nothing', async () => {
    const table = '{"models":[{"id":"a/steady","prices":{"in":2.0,"out":4}}]}\n'
    const paths = 'models[].id,prices.in:prompt:per-million,prices.out:completion:per-million'
    const ran = await run([await file('right.json', table), '--price-paths', paths, '--write', '--format', 'text'])
    expect(ran.code, ran.stderr).toBe(0)
    expect(ran.stdout).toBe('All 2 prices are right.\n')
    expect(await readFile(join(cwd, 'right.json'), 'utf8')).toBe(table)
  })
  it.each([
    ['no file', ['none.json'], 'none.json cannot be read: no such file'],
    ['JSON that is not valid', ['bad.json'], 'bad.json: line 2: not valid JSON'],
    ['known deviations that cannot be read', ['good.csv', '--known', 'bad.json'], 'bad.json: line 2: not valid JSON'],
    ['a bad unit', ['good.csv', '--price-unit', 'x'], '--price-unit has the unit "x"'],
    ['ids', ['good.csv', '--file', 'x'], '--prices cannot be combined with --file'],
    ['no source', ['good.csv', '--url', 'http://127.0.0.1:9'], 'does not respond'],
  ])('exits with 2 for %s', async (_, args, message) => {
    await file('bad.json', '{"a":1,\n')
    await file('good.csv', 'model,input_per_million\na/steady,2\n')
    const ran = await run(args)
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(message)
  })
})

describe.skipIf(!haveCaptures)(`modelkeep check --prices, with LiteLLM's map (skipped if ${noCaptures})`, () => {
  it('finds and corrects what is wrong, and changes nothing else', async () => {
    const real = await startFakeUpstream({ models: captureModels('openrouter-models-2026-08-22.json') })
    try {
      const text = gunzipSync(captureBytes('litellm-model-prices-2026-08-01.json.gz')).toString()
      const map = await file('litellm.json', text)
      const first = await run([map, '--write'], { OPENROUTER_BASE_URL: real.url })
      expect(first.code, first.stderr).toBe(1)
      const { counts } = document(first)
      expect(counts).toMatchObject({ corrected: 80, right: 130, missing: 13, skipped_rows: 2890, unreadable: 0 })
      const corrected = await readFile(join(cwd, map), 'utf8')
      const [old, renewed] = [text.split('\n'), corrected.split('\n')]
      expect(renewed).toHaveLength(old.length)
      const changed = renewed.filter((line, at) => line !== old[at])
      expect(changed).toHaveLength(80)
      expect(changed.every((line) => /^ {2}"\w+": [\d.]+(?:e-\d\d)?,?$/.test(line))).toBe(true)
      const second = await run([map], { OPENROUTER_BASE_URL: real.url })
      expect(document(second).counts).toMatchObject({ wrong: 0, right: 210, missing: 13 })
    } finally {
      await real.close()
    }
  })
})
