import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { Model } from '@modelkeep/catalog/model/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startProgram } from '../../helpers/program.js'
import { connect } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

const pricing = { prompt: '0.000002', completion: '0.000004' }
const overlay = (prompt: string) => ({
  models: [{ id: 'acme/private', name: 'Private', pricing }],
  prices: [{ id: 'a/one', pricing: { ...pricing, prompt }, from: '2026-02-01' }],
})

let cwd: string
let file: string
let upstream: FakeUpstream
let database: TestDatabase
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-overlay-'))
  file = join(cwd, 'own.json')
  await writeFile(file, JSON.stringify(overlay('0.000007')))
  upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
  database = await createTestDatabase()
  const db = await connect(database.url)
  await importRaw(db, [{ observed_at: '2026-01-01T00:00:00Z', scope: 'all', data: [exampleModel('a/one')] }])
  await db.close()
})
afterAll(async () => {
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  modelkeep(args, {
    cwd,
    env: {
      DATABASE_URL: 'off',
      OPENROUTER_BASE_URL: upstream.url,
      DATA_DIR: join(cwd, 'data'),
      OVERLAY_FILE: file,
      ...env,
    },
  })

describe('commands without a service', () => {
  it('list own models and prices, now and as of a time', async () => {
    const { data } = JSON.parse((await run(['models', '--json'])).stdout) as { data: Model[] }
    expect(data.map(({ id, pricing: { prompt } = {}, source }) => [id, prompt, source])).toEqual([
      ['a/one', '0.000007', 'overlay'],
      ['a/two', '0.0000001', undefined],
      ['acme/private', '0.000002', 'overlay'],
    ])
    const historical = await run(['models', '--as_of', '2026-01-15'], { DATABASE_URL: database.url })
    const found = JSON.parse(historical.stdout) as { data: Model[] }
    expect(found.data.map(({ id, pricing: { prompt } = {} }) => [id, prompt])).toEqual([
      ['a/one', '0.0000001'],
      ['acme/private', '0.000002'],
    ])
  })

  it('price calls with them', async () => {
    await writeFile(
      join(cwd, 'calls.csv'),
      'model,created_at,prompt_tokens\na/one,2026-01-15,1000\na/one,2026-02-15,1000\nacme/private,2026-02-15,1000\n',
    )
    const { stdout, code } = await run(['cost', 'calls.csv', '--json'], { DATABASE_URL: database.url })
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CostRow)
    expect(code).toBe(0)
    expect(rows.slice(0, 3).map(({ cost, price }) => [cost, price?.source])).toEqual([
      ['0.0001', 'openrouter'],
      ['0.007', 'overlay'],
      ['0.002', 'overlay'],
    ])
  })

  it('compare price tables with them', async () => {
    await writeFile(join(cwd, 'table.csv'), 'model,input_per_million,output_per_million\na/one,7,4\nacme/private,2,4\n')
    expect(await run(['check', '--prices', 'table.csv'])).toMatchObject({ code: 0 })
    expect(await run(['check', '--prices', 'table.csv'], { OVERLAY_FILE: '' })).toMatchObject({ code: 1 })
  })

  it.each([
    ['serve', 1],
    ['models', 2],
  ])('%s ends with exit code %i if the file is bad, and says why', async (command, code) => {
    const bad = join(cwd, 'bad.json')
    await writeFile(bad, '{"prices": [{"id": "a/one", "pricing": {"prompt": 1}}]}')
    const ran = await run([command], { OVERLAY_FILE: bad, PORT: '0' })
    expect(ran.code).toBe(code)
    expect(ran.stderr).toContain(`OVERLAY_FILE ${bad} cannot be used:`)
    expect(ran.stderr).toContain('  - prices[0].pricing.prompt: is a number')
  })
})

describe('SIGHUP', () => {
  const start = (env: Record<string, string>) =>
    startProgram('serve', [], {
      PORT: '0',
      DATABASE_URL: 'off',
      OPENROUTER_BASE_URL: upstream.url,
      DATA_DIR: cwd,
      ...env,
    })
  const address = /(http:\/\/127\.0\.0\.1:\d+)\/api\/models/

  it('reads the file again, without a pause', async () => {
    const program = start({ OVERLAY_FILE: file })
    const [, url] = await program.waitForOutput(address)
    const prompt = async (): Promise<string | undefined> =>
      ((await (await fetch(`${url}/api/models/a/one`)).json()) as { data: Model }).data.pricing?.prompt
    await program.waitForOutput(/3 models from upstream/)
    expect(await prompt()).toBe('0.000007')
    await writeFile(file, JSON.stringify(overlay('0.000008')))
    program.process.kill('SIGHUP')
    await until(async () => (await prompt()) === '0.000008')
    await writeFile(file, 'not JSON')
    program.process.kill('SIGHUP')
    await program.waitForOutput(/the last good one stays/)
    expect(await prompt()).toBe('0.000008')
    expect(await program.stop()).toBe(0)
  })

  it('is ignored without OVERLAY_FILE', async () => {
    const program = start({})
    const [, url] = await program.waitForOutput(address)
    program.process.kill('SIGHUP')
    await program.waitForOutput(/SIGHUP is ignored/)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    expect(await program.stop()).toBe(0)
  })
})
