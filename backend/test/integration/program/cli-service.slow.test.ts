import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelkeep, type Ran } from '../../helpers/command.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

const token = 'a-token-of-the-tests'
const models = Array.from({ length: 20 }, (_, nr) => exampleModel(`a/model-${nr}`))
let cwd: string
let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-service-'))
  upstream = await startFakeUpstream({ models })
  database = await createTestDatabase()
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url, DATABASE_URL: database.url, ADMIN_TOKEN: token })
  await until(async () => ((await app.json<{ data?: unknown[] }>('/api/syncs')).data?.length ?? 0) > 0)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  modelkeep(args, { cwd, env: { MODELKEEP_URL: app.url, ADMIN_TOKEN: token, ...env } })

describe('modelkeep status', () => {
  it('shows what is served, and exits with 0 if all is well', async () => {
    const ran = await run(['status'])
    expect(ran.code, ran.stderr).toBe(0)
    expect(ran.stdout).toMatch(/^service +http:\S+: ok, version \S+, up for \d+ s\ncatalogue +20 models from upstream/)
    expect(ran.stdout).toMatch(/^database +connected$/m)
  })

  it('prints JSON', async () => {
    const { stdout } = await run(['status', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok', models: { tier: 'upstream', model_count: 20 } })
  })

  it('exits with 2 if no service responds', async () => {
    const { code, stderr } = await run(['status', '--url', 'http://127.0.0.1:9'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('does not respond')])
  })
})

describe('modelkeep refresh and quarantine', () => {
  it('syncs, lists what is quarantined, and approves it', async () => {
    expect(await run(['refresh'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sync \d+ unchanged: 20 /) })
    expect(await run(['quarantine', 'list'])).toMatchObject({ code: 0, stdout: '' })
    upstream.setModels(models.slice(0, 5))
    expect(await run(['refresh'])).toMatchObject({ code: 1, stdout: expect.stringContaining('quarantined') })
    const listed = await run(['quarantine', 'list'])
    const id = /^ *(\d+) .* openrouter +shrunk +can be approved /m.exec(listed.stdout)?.[1] ?? ''
    const { data } = JSON.parse((await run(['quarantine', 'list', '--json'])).stdout) as { data: { id: number }[] }
    expect(data.map((entry) => String(entry.id))).toEqual([id])
    const approved = await run(['quarantine', 'approve', id])
    expect(approved, approved.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('applied: 5 models') })
    const again = await run(['quarantine', 'approve', '999'])
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('there is no quarantined payload')])
  })

  it.each([
    [['refresh'], { ADMIN_TOKEN: '' }, 'ADMIN_TOKEN is not set'],
    [['quarantine', 'list'], { ADMIN_TOKEN: 'a-wrong-token-of-tests' }, '401'],
    [['quarantine', 'approve', 'seven'], {}, 'must be an id'],
  ])('exits with 2 and says why it cannot: %s %s', async (args, env, why) => {
    const { code, stderr } = await run(args, env)
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)])
  })
})

describe('modelkeep export', () => {
  it('shows on standard error what it exported', async () => {
    const env = { DATABASE_URL: database.url }
    const file = await run(['export', '--history', '--output', 'history.ndjson'], env)
    expect(file.stderr).toMatch(/\d+ catalogues? exported, \d+\.\d MB, in \d+\.\d s\n$/)
    const piped = await run(['export', '--history'], env)
    expect(piped.stdout).toBe(await readFile(join(cwd, 'history.ndjson'), 'utf8'))
  })
})
