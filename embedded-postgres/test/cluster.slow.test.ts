import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EmbeddedFailed } from '../src/errors.js'
import { layoutOf } from '../src/data-dir/layout.js'
import { waitForPostmaster } from '../src/process/leftovers.js'
import { readPostmasterPid } from '../src/process/postmaster-pid.js'
import { isRoot, lendDataDir, lendServer, lendInitialisedDataDir } from './helpers/embedded.js'
import { query } from './helpers/query.js'

describe('a cluster that was not shut down', () => {
  it('recovers after a kill of the server', async () => {
    const dataDir = await lendInitialisedDataDir()
    const first = await lendServer(dataDir)
    await query(first.url, 'UPDATE template.kept SET answer = 43')
    const postmaster = await readPostmasterPid(layoutOf(dataDir).cluster)
    process.kill(postmaster!.pid, 'SIGKILL')
    await first.exited
    await first.stop()
    const second = await lendServer(dataDir)
    expect(await query(second.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 43 }])
  })

  it.each([
    ['its process id now belongs to another program', 1],
    ['a single-user server was interrupted', -1],
  ])('starts if %s', async (_, sign) => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    const { cluster } = layoutOf(dataDir)
    const { uid, gid } = await stat(cluster)
    const pidFile = await readFile(join(cluster, 'postmaster.pid'), 'utf8')
    await server.stop()
    const innocent = spawn('sleep', ['600'], isRoot ? { uid, gid } : {})
    onTestFinished(() => void innocent.kill())
    await once(innocent, 'spawn')
    await writeFile(join(cluster, 'postmaster.pid'), pidFile.replace(/^\d+/, String(sign * (innocent.pid ?? 0))))

    const next = await lendServer(dataDir)
    expect(await query(next.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 42 }])
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull()
  })

  it('starts without killing a shell in its directory', async () => {
    const dataDir = await lendInitialisedDataDir()
    await mkdir(layoutOf(dataDir).cluster, { recursive: true })
    const shell = spawn('sleep', ['600'], { cwd: layoutOf(dataDir).cluster })
    onTestFinished(() => void shell.kill())
    await once(shell, 'spawn')
    const server = await lendServer(dataDir)
    await server.stop()
    expect(shell.exitCode ?? shell.signalCode).toBeNull()
  })
})

describe('a cluster that was restored with another mode', () => {
  it.each([0o777, 0o775, 0o770, 0o755, 0o701, 0o750])('starts, and other users cannot access it: %o', async (mode) => {
    const dataDir = await lendInitialisedDataDir()
    const { cluster } = layoutOf(dataDir)
    await chmod(cluster, mode)
    const server = await lendServer(dataDir)
    expect(await query(server.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 42 }])
    expect((await stat(cluster)).mode & 0o027).toBe(0)
  })
})

describe('a system without /proc', () => {
  it('waits for a server that is shutting down', async () => {
    const dir = await lendDataDir()
    const server = spawn('sleep', ['600'])
    onTestFinished(() => void server.kill())
    await once(server, 'spawn')
    await writeFile(join(dir, 'postmaster.pid'), `${String(server.pid)}\n`)
    let gone = false
    const waiting = waitForPostmaster(dir).then(() => gone)
    server.once('exit', () => (gone = true))
    server.kill()
    expect(await waiting).toBe(true)
  })

  it('does not wait for a process that has ended', async () => {
    const dir = await lendDataDir()
    const server = spawn('true')
    await once(server, 'exit')
    await writeFile(join(dir, 'postmaster.pid'), `-${String(server.pid)}\n`)
    await expect(waitForPostmaster(dir)).resolves.toBeUndefined()
  })
})

describe('an unusable cluster', () => {
  it('of another major version is refused, with both versions and advice', async () => {
    const dataDir = await lendInitialisedDataDir()
    await writeFile(join(layoutOf(dataDir).cluster, 'PG_VERSION'), '17\n')
    const failure = lendServer(dataDir)
    await expect(failure).rejects.toMatchObject({ name: 'EmbeddedFailed', code: 'start_failed' })
    await expect(failure).rejects.toThrow(
      /created by PostgreSQL 17, and this Modelkeep includes PostgreSQL 18\.\d+: export it .* or .* set DATABASE_URL/,
    )
  })

  it('is refused and left untouched if it is no cluster', async () => {
    const dataDir = await lendDataDir()
    const { cluster } = layoutOf(dataDir)
    await mkdir(cluster, { recursive: true })
    await writeFile(join(cluster, 'thesis.txt'), 'years of work')
    await expect(lendServer(dataDir)).rejects.toThrow('contains no PostgreSQL cluster: move it away')
    expect(await readdir(cluster)).toEqual(['thesis.txt'])
  })

  it("is refused with the end of PostgreSQL's output if it is damaged", async () => {
    const dataDir = await lendInitialisedDataDir()
    await writeFile(join(layoutOf(dataDir).cluster, 'global', 'pg_control'), Buffer.alloc(8192))
    const failure = lendServer(dataDir)
    await expect(failure).rejects.toThrow(EmbeddedFailed)
    await expect(failure).rejects.toThrow('PG_CONTROL_VERSION')
  })

  it('is refused with the end of its log if a setting is invalid', async () => {
    const dataDir = await lendInitialisedDataDir()
    await writeFile(join(layoutOf(dataDir).cluster, 'pg_ident.conf'), '')
    await writeFile(
      join(layoutOf(dataDir).cluster, 'postgresql.auto.conf'),
      "shared_preload_libraries = 'no_such_library'\n",
    )
    await expect(lendServer(dataDir)).rejects.toThrow('no_such_library')
  })
})
