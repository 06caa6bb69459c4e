import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

const priced = (prompt: string, more = {}): Record<string, unknown> => ({
  pricing: { prompt, completion: '0.00001', input_cache_read: '0.0000005', ...more },
})
const now = [exampleModel('a/falls', priced('0.000001')), exampleModel('a/steady', priced('0.000004'))]
const before = [exampleModel('a/falls', priced('0.000002')), exampleModel('a/steady', priced('0.000004'))]

let cwd: string
let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-cost-'))
  upstream = await startFakeUpstream({ models: now })
  database = await createTestDatabase()
  const db = await connect(database.url)
  await importRaw(db, [
    { observed_at: '2026-01-01T00:00:00Z', scope: 'all', data: before },
    { observed_at: '2026-03-01T00:00:00Z', scope: 'all', data: now },
  ])
  await db.close()
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url, DATABASE_URL: database.url })
  await until(async () => (await app.fetch('/api/models?removed=true')).status === 200)
  await writeFile(join(cwd, 'calls.csv'), calls)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const calls = `model,created_at,prompt_tokens,cached_tokens,completion_tokens,spend
a/falls,2026-02-01 12:00:00,1000,0,100,0.003
a/falls,2026-02-02 12:00:00,1000,0,100,0.002
a/falls,2026-04-01 12:00:00,1000,800,100,0.002
a/steady,2026-04-02 12:00:00,1000,0,100,
`

const run = (
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Ran> =>
  modelkeep(['cost', ...args], {
    cwd,
    input,
    env: { DATABASE_URL: 'off', OPENROUTER_BASE_URL: 'http://127.0.0.1:9/api/v1', DATA_DIR: join(cwd, 'data'), ...env },
  })

interface Row {
  line: number
  cost: string | null
  at: string | null
  error: { code: string; message: string } | null
  comparison?: { theirs: string; cause: string | null; percent: number | null }
  what_if?: { model: string; cost: string | null }[]
}
interface Summary {
  rows: number
  unpriced: number
  cost: string
  groups: unknown[]
  notes: { text: string; rows: number }[]
  what_if?: unknown[]
  comparison?: { rows: number; missing: number; causes: unknown[] }
  file: { format: string }
}
function parsed({ stdout }: Ran): { rows: Row[]; summary: Summary } {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row & { summary: Summary })
  return { rows: lines.slice(0, -1), summary: lines.at(-1)!.summary }
}

describe.each([
  ['a service', () => ({ MODELKEEP_URL: app.url })],
  ['a database', () => ({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })],
])('modelkeep cost, with %s', (_, env) => {
  it('prices each row at the prices of its time, and says what it read', async () => {
    const ran = await run(['calls.csv'], { env: env() })
    expect(ran.code, ran.stderr).toBe(0)
    const { rows, summary } = parsed(ran)
    expect(rows.map(({ line, cost }) => [line, cost])).toEqual([
      [2, '0.003'],
      [3, '0.003'],
      [4, '0.0016'],
      [5, '0.005'],
    ])
    expect(summary).toMatchObject({
      rows: 4,
      unpriced: 0,
      cost: '0.0126',
      groups: [
        { model: 'a/falls', rows: 3, cost: '0.0076' },
        { model: 'a/steady', rows: 1, cost: '0.005' },
      ],
    })
    expect(ran.stderr).toContain('columns: model (model), created_at (time of the call), prompt_tokens (input tokens,')
    expect(ran.stderr).toContain('4 rows: created_at has no time zone: read as UTC.')
  })

  it('adds up by month and model', async () => {
    const { summary } = parsed(await run(['calls.csv', '--by', 'month,model'], { env: env() }))
    expect(summary.groups).toEqual([
      { month: '2026-02', model: 'a/falls', rows: 2, unpriced: 0, cost: '0.006' },
      { month: '2026-04', model: 'a/steady', rows: 1, unpriced: 0, cost: '0.005' },
      { month: '2026-04', model: 'a/falls', rows: 1, unpriced: 0, cost: '0.0016' },
    ])
  })

  it('prices all rows at the prices of one time', async () => {
    const { rows, summary } = parsed(await run(['calls.csv', '--at', '2026-04-01', '--by', 'day'], { env: env() }))
    expect(rows.map(({ cost, at }) => [cost, at])).toEqual(
      ['0.002', '0.002', '0.0016', '0.005'].map((cost) => [cost, '2026-04-01T00:00:00.000Z']),
    )
    expect(summary.groups).toHaveLength(4)
  })

  it('prices the same rows with another model', async () => {
    const { rows, summary } = parsed(await run(['calls.csv', '--what-if', 'a/steady'], { env: env() }))
    expect(rows.map((row) => row.what_if?.[0]?.cost)).toEqual(['0.005', '0.005', '0.0022', '0.005'])
    expect(summary.what_if).toMatchObject([
      { model: 'a/steady', rows: 4, cost: '0.0172', difference: '0.0046', percent: 36.51 },
    ])
    const unknown = await run(['calls.csv', '--what-if', 'a/stedy'], { env: env() })
    expect(unknown).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.stderr).toContain('--what-if: no model "a/stedy" was ever listed; did you mean a/steady?')
  })

  it('names the likely cause where the figure of another tool differs', async () => {
    const ran = await run(['calls.csv', '--compare-column', 'spend'], { env: env() })
    expect(ran.code, ran.stderr).toBe(0)
    const { rows, summary } = parsed(ran)
    expect(rows.map(({ comparison }) => comparison?.cause)).toEqual([null, 'todays_price', 'cached_in_full', undefined])
    expect(summary.comparison).toMatchObject({ rows: 3, missing: 1, theirs: '0.007', difference: '-0.0006' })
  })

  it('exits with 1, and gives the line and reason, if rows cannot be priced', async () => {
    const input = `${calls}a/none,2026-04-01,1,0,1,\na/falls,someday,1,0,1,\n`
    const ran = await run(['-'], { env: env(), input })
    expect(ran.code, ran.stderr).toBe(1)
    const { rows, summary } = parsed(ran)
    expect(rows.slice(4).map(({ line, error }) => [line, error?.code])).toEqual([
      [6, 'unknown_model'],
      [7, 'invalid_time'],
    ])
    expect(summary).toMatchObject({ rows: 6, unpriced: 2, cost: '0.0126' })
    const table = await run(['-', '--table'], { env: env(), input })
    expect(table.stdout).toMatch(/2 rows without a cost: 1 unknown model, 1 invalid time\n *LINE +MODEL +REASON\n/)
    expect(table.stdout).toMatch(/\n +7 +a\/falls +created_at is "someday"; expected a time/)
  })

  it('names rows of a list in JSON by their number, and shows no sum of nothing', async () => {
    const input = JSON.stringify([
      { model: 'a/steady', at: '2026-04-01', prompt_tokens: 1000 },
      { model: 'a/none', at: '2026-04-01', prompt_tokens: 1000 },
      { model: 'a/nil', at: '2026-04-01', prompt_tokens: 1000 },
    ])
    const { code, stdout } = await run(['-', '--table', '--rows', '1'], { env: env(), input })
    expect(code).toBe(1)
    expect(stdout).toMatch(/\na\/none +1 +1 +–\n/)
    expect(stdout).toMatch(
      /\n *ROW +MODEL +REASON\n *2 +a\/none +no model "a\/none" was ever listed.*\nand 1 more row; --json/,
    )
  })

  it('prints tables', async () => {
    const args = ['calls.csv', '--table', '--what-if', 'a/steady', '--compare-column', 'spend']
    expect((await run(args, { env: env() })).stdout).toBe(`MODEL     ROWS  UNPRICED  COST USD
a/falls      3            0.007600
a/steady     1            0.005000
total        4            0.012600

WHAT IF   ROWS  COST USD  INSTEAD OF  DIFFERENCE    %
a/steady     4  0.017200    0.012600   +0.004600  +37

2 of 3 rows differ by more than 1 %: their total is $0.007000, ours $0.007600 (−0.000600); 1 row without a figure

LIKELY CAUSE                  ROWS  DIFFERENCE USD
today's price                    1       −0.001000
cached tokens billed in full     1       +0.000400

LINE  MODEL    THEIRS USD  OURS USD  DIFFERENCE    %  LIKELY CAUSE
   3  a/falls       0.002     0.003      −0.001  −33  today's price
   4  a/falls       0.002    0.0016     +0.0004  +25  cached tokens billed in full
`)
  })

  it('gives the same total for a file of several batches', async () => {
    const input = `${calls}${calls.split('\n').slice(1, 5).join('\n')}\n`.concat(
      `${calls.split('\n').slice(1, 5).join('\n')}\n`.repeat(600),
    )
    const { rows, summary } = parsed(await run(['-'], { env: env(), input }))
    expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 2408 }, (__, at) => at + 2))
    expect(summary).toMatchObject({ rows: 2408, unpriced: 0, cost: '7.5852' })
  })
})

describe('modelkeep cost', () => {
  it('prices only rows without a time if there is no history', async () => {
    const env = { OPENROUTER_BASE_URL: upstream.url }
    const undated = await run(['-'], { env, input: 'model,prompt_tokens\na/falls,1000\n' })
    expect(undated.code, undated.stderr).toBe(0)
    expect(parsed(undated).summary.cost).toBe('0.001')
    const dated = await run(['calls.csv'], { env })
    expect(dated.code, dated.stderr).toBe(1)
    expect(parsed(dated).rows[0]?.error?.code).toBe('history_unavailable')
    expect(dated.stderr).toContain('there is no history, so that only rows without a time can be priced')
  })

  it.each([
    [['calls.csv', '--by', 'week'], '--by has "week"; expected model, day, month, or several with commas'],
    [
      ['calls.csv', '--model-column', 'engine'],
      'there is no column "engine" for model; the columns are model, created_at',
    ],
    [
      ['calls.csv', '--compare-column', 'price'],
      'calls.csv: there is no column "price" for cost by another tool, in USD; the',
    ],
    [['calls.csv', '--at', 'yesterday'], '--at is "yesterday"; expected a time such as'],
    [['calls.csv', '--at', '2999-01-01'], '--at is 2999-01-01, which is in the future'],
    [
      ['--what-if=a', '--what-if=b', '--what-if=c', '--what-if=d', 'calls.csv'],
      '--what-if is given for 4 models; expected',
    ],
    [['calls.csv', '--rows', 'x'], '--rows is "x"; expected a whole number'],
    [['calls.csv', '--no-such'], "unknown option '--no-such'"],
    [['missing.csv'], 'missing.csv cannot be read: no such file'],
    [['.'], '. is a directory; expected a file'],
    [['-'], 'standard input: the file is empty; expected CSV, JSON or NDJSON'],
    [[], "missing required argument 'file'"],
    [['calls.csv', '--url', 'http://127.0.0.1:9'], 'http://127.0.0.1:9 does not respond'],
  ])('exits with 2 and says what is wrong: %j', async (args, message) => {
    const ran = await run(args, { env: { OPENROUTER_BASE_URL: upstream.url } })
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(message)
  })
})
