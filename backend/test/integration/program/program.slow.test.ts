import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { schemaVersion } from '../../../src/postgres/migrate.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startProgram, type Program } from '../../helpers/program.js'
import { until } from '../../helpers/test-app.js'

let upstream: FakeUpstream
let dataDir: string
const started: Program[] = []
beforeEach(async () => {
  upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-program-'))
})
afterEach(async () => {
  for (const program of started.splice(0)) await program.stop('SIGKILL')
  await upstream.close()
  await rm(dataDir, { recursive: true, force: true })
})

function start(entry: 'serve' | 'cli', args: string[] = [], env: Record<string, string> = {}): Program {
  const program = startProgram(entry, args, {
    PORT: '0',
    DATABASE_URL: 'off',
    OPENROUTER_BASE_URL: upstream.url,
    DATA_DIR: dataDir,
    ...env,
  })
  started.push(program)
  return program
}

const address = /http:\/\/127\.0\.0\.1:(\d+)\/api\/models/

describe('modelkeep serve', () => {
  it('shows a banner with address, database, tier, count and age, and stops cleanly on SIGTERM', async () => {
    const program = start('serve')
    const [, port] = await program.waitForOutput(address)
    await program.waitForOutput(/catalogue +2 models from upstream, confirmed \d+ s ago/)
    expect(program.output()).toMatch(/database +none \(DATABASE_URL=off\)/)
    expect((await fetch(`http://127.0.0.1:${port}/api/models`)).status).toBe(200)
    expect(await program.stop()).toBe(0)
  })

  it('shows no secret of the base URL, and stops in time despite a silent connection', async () => {
    const program = start('serve', [], { OPENROUTER_BASE_URL: upstream.url.replace('//', '//bob:hunter2@') })
    const [, port] = await program.waitForOutput(address)
    const silent = connect(Number(port), '127.0.0.1')
    await once(silent, 'connect')
    silent.on('error', () => {})
    expect(await program.stop()).toBe(0)
    silent.destroy()
    expect(program.output()).not.toContain('hunter2')
  })

  it('reports a port in use in one line, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const program = start('serve', [], { PORT: String(port) })
    expect(await program.exited()).toBe(1)
    expect(program.output()).toBe(
      `modelkeep: port ${port} is in use: stop the program that uses it, or choose another port, as in PORT=${port + 1} npm start\n`,
    )
    taken.close()
  })

  it('refuses a second process on the same DATA_DIR', async () => {
    await start('serve').waitForOutput(address)
    const second = start('serve')
    expect(await second.exited()).toBe(1)
    expect(second.output()).toMatch(/^modelkeep: .*in use.*\n$/)
    expect(second.output()).toContain(dataDir)
  })

  it('names every invalid variable, without secrets and stack traces', async () => {
    const program = start('serve', [], { PORT: 'x', ADMIN_TOKEN: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@h/d' })
    expect(await program.exited()).toBe(1)
    for (const name of ['PORT', 'ADMIN_TOKEN', 'DATABASE_URL']) expect(program.output()).toContain(`- ${name} `)
    expect(program.output()).not.toMatch(/hunter2|at .*\.js/)
  })

  it('runs its own database if none is configured, and recovers everything after a kill', async () => {
    const first = start('serve', [], { DATABASE_URL: '' })
    const [, port] = await first.waitForOutput(address)
    await until(async () => (await fetch(`http://127.0.0.1:${port}/api/syncs`)).status === 200)
    await until(
      async () =>
        ((await (await fetch(`http://127.0.0.1:${port}/api/syncs`)).json()) as { data: unknown[] }).data.length > 0,
    )
    const joined = start('cli', ['migrate'], { DATABASE_URL: '' })
    expect(await joined.exited()).toBe(0)
    expect(joined.output()).toContain(`schema ${schemaVersion}; this program was written for schema ${schemaVersion}`)
    await first.stop('SIGKILL')

    upstream.fault({ kind: 'refuse' })
    await rm(join(dataDir, 'last-good-catalogue.json'))
    const second = start('serve', [], { DATABASE_URL: '' })
    await second.waitForOutput(/catalogue +2 models from database/)
    expect(await second.stop()).toBe(0)
    expect(await readdir(dataDir)).not.toContain('postgres.json')
  })
})

describe('modelkeep', () => {
  it('prints its version and its commands', async () => {
    const version = start('cli', ['--version'])
    expect(await version.exited()).toBe(0)
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/)
    const help = start('cli', ['--help'])
    expect(await help.exited()).toBe(0)
    for (const command of ['serve', 'sync', 'migrate']) expect(help.output()).toContain(command)
  })

  it('syncs once into its own database, and prints the result', async () => {
    const first = start('cli', ['sync'], { DATABASE_URL: '' })
    expect(await first.exited()).toBe(0)
    expect(first.output()).toMatch(/^sync 1 applied: 2 models, 2 added, 0 changed, 0 removed\n$/m)
    const again = start('cli', ['sync'], { DATABASE_URL: '' })
    expect(await again.exited()).toBe(0)
    expect(again.output()).toMatch(/^sync 2 unchanged: 2 models/m)
  })

  it('retries upstream, reports the failure, and releases the lease', async () => {
    upstream.fault({ kind: 'status', code: 503 })
    const failing = start('cli', ['sync'], { DATABASE_URL: '' })
    expect(await failing.exited()).toBe(1)
    expect(upstream.requests).toHaveLength(3)
    expect(failing.output()).toMatch(/^sync 1 failed: .*503/m)
    upstream.fault(null)
    expect(await start('cli', ['sync'], { DATABASE_URL: '' }).exited()).toBe(0)
  })

  it('rejects an unknown command by name', async () => {
    const program = start('cli', ['nonsense'])
    expect(await program.exited()).toBe(1)
    expect(program.output()).toMatch(/unknown command 'nonsense'/)
  })

  it('reports an unreachable database in one line', async () => {
    const program = start('cli', ['sync'], { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/d' })
    expect(await program.exited()).toBe(1)
    expect(program.output()).toBe('modelkeep: the database cannot be used: nothing listens at that address\n')
  })
})
