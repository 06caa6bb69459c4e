import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EmbeddedFailed } from '../../src/postgres/embedded/errors.js'
import { layoutOf } from '../../src/postgres/embedded/layout.js'
import { processesIn } from '../../src/postgres/embedded/leftovers.js'
import { readPostmasterPid } from '../../src/postgres/embedded/postmaster-pid.js'
import { isRoot, lendChild, lendDataDir, lendServer, recordingLog, untilGone } from '../helpers/embedded.js'
import { query } from '../helpers/query.js'

/** Ids of all processes in the session of a guard, by the id of the server that it guards. */
async function guardsOf(pid: number): Promise<number[]> {
  const fields = async (id: string): Promise<string[]> => (await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')).replace(/^.*\) /, '').split(' ')
  const session = (await fields(String(pid)))[3]
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const sessions = await Promise.all(ids.map(async (id) => (await fields(id))[3]))
  return ids.map(Number).filter((id, index) => sessions[index] === session && id !== pid)
}

describe('when the program is killed', () => {
  it('PostgreSQL shuts down in order by itself', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    const cut = new Promise((resolve) => void client.once('end', resolve))
    child.process.kill('SIGKILL')
    await cut
    await untilGone(dataDir)
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(/database system is shut down\n$/)
  })

  it('what was committed is there at the next start', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    await query(url, 'UPDATE kept SET answer = 43')
    child.process.kill('SIGKILL')
    await child.exited
    // At once, while the old server may still be shutting down.
    const next = await lendServer(dataDir)
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it('a server that outlived even its guard is stopped by the next start', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const orphan = await readPostmasterPid(layoutOf(dataDir).cluster)
    const guards = await guardsOf(orphan?.pid ?? 0)
    expect(guards).toHaveLength(2)
    for (const pid of [...guards, child.pid]) process.kill(pid, 'SIGKILL')
    await child.exited
    expect(await query(url, 'SELECT answer FROM kept'), 'the orphan still answers').toEqual([{ answer: 42 }])

    const log = recordingLog()
    const next = await lendServer(dataDir, { log })
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    expect(log.entries).toContainEqual(expect.objectContaining({ level: 'warn', message: 'stopping a PostgreSQL that an earlier run left behind' }))
    expect(await processesIn(layoutOf(dataDir).cluster)).not.toContain(orphan?.pid)
  })

  it('in the middle of making the database, the next start makes it anew', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    await child.message('progress')
    const { home } = layoutOf(dataDir)
    await expect.poll(() => readdir(home)).toContainEqual(expect.stringMatching(/^unfinished-/))
    child.process.kill('SIGKILL')
    await child.exited
    expect(await readdir(home)).not.toContain('cluster')

    const next = await lendServer(dataDir)
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await readdir(home)).toEqual(['cluster'])
  })

  it('Ctrl-C in its terminal leaves it the database until it has closed in order', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    await child.message('ready')
    // What a terminal does: SIGINT to the whole foreground process group.
    process.kill(-child.pid, 'SIGINT')
    expect(await child.message('interrupted')).toMatchObject({ rows: [{ alive: 1 }] })
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })

  it('a service manager that sends SIGTERM to the guard ends nothing', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    const postmaster = await readPostmasterPid(layoutOf(dataDir).cluster)
    for (const pid of await guardsOf(postmaster?.pid ?? 0)) process.kill(pid, 'SIGTERM')
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await guardsOf(postmaster?.pid ?? 0)).toHaveLength(2)
  })
})

describe('a cluster that was not shut down', () => {
  it('recovers after the server was killed', async () => {
    const dataDir = await lendDataDir()
    const first = await lendServer(dataDir)
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const postmaster = await readPostmasterPid(layoutOf(dataDir).cluster)
    process.kill(postmaster?.pid ?? 0, 'SIGKILL')
    await first.exited
    await first.stop()
    const second = await lendServer(dataDir)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it.each([
    ['another program has its process id now', 1],
    ['it was a server without a network', -1],
  ])('starts although %s', async (_, sign) => {
    const dataDir = await lendDataDir()
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
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull()
  })

  it('is left alone by a shell that somebody opened in it', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    await server.stop()
    const shell = spawn('sleep', ['600'], { cwd: layoutOf(dataDir).cluster })
    onTestFinished(() => void shell.kill())
    await once(shell, 'spawn')
    const next = await lendServer(dataDir)
    await next.stop()
    expect(shell.exitCode ?? shell.signalCode).toBeNull()
  })
})

describe('a cluster that cannot be run', () => {
  it('of another major version is refused with both versions and what to do', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    await server.stop()
    const { cluster } = layoutOf(dataDir)
    await writeFile(join(cluster, 'PG_VERSION'), '17\n')
    const failure = lendServer(dataDir)
    await expect(failure).rejects.toMatchObject({ name: 'EmbeddedFailed', code: 'start_failed' })
    await expect(failure).rejects.toThrow(/made by PostgreSQL 17, and this Modelkeep brings PostgreSQL 18\.\d+: export it .* or .* set DATABASE_URL/)
  })

  it('because it is none is refused, and nothing in it is touched', async () => {
    const dataDir = await lendDataDir()
    const { cluster } = layoutOf(dataDir)
    await mkdir(cluster, { recursive: true })
    await writeFile(join(cluster, 'thesis.txt'), 'years of work')
    await expect(lendServer(dataDir)).rejects.toThrow('holds no PostgreSQL cluster: move it away')
    expect(await readdir(cluster)).toEqual(['thesis.txt'])
  })

  it('because it is damaged is refused with the end of its log', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    await server.stop()
    await writeFile(join(layoutOf(dataDir).cluster, 'global', 'pg_control'), Buffer.alloc(8192))
    const failure = lendServer(dataDir)
    await expect(failure).rejects.toThrow(EmbeddedFailed)
    await expect(failure).rejects.toThrow(/PG_CONTROL_VERSION/)
  })

  it('as it was copied by root from a backup is given to its user again', async (context) => {
    context.skip(!isRoot, 'only root can copy what it does not own')
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await server.stop()
    const restored = await lendDataDir()
    await cp(layoutOf(dataDir).home, layoutOf(restored).home, { recursive: true })
    expect((await stat(layoutOf(restored).cluster)).uid).toBe(0)
    const next = await lendServer(restored)
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })
})

describe('a start that is given up', () => {
  it.each([/^creating/, /^starting/])('at "%s" leaves nothing behind and can be repeated', async (moment) => {
    const dataDir = await lendDataDir()
    const giveUp = new AbortController()
    const reason = new Error('never mind')
    const onProgress = (message: string): void => {
      if (moment.test(message)) giveUp.abort(reason)
    }
    await expect(lendServer(dataDir, { signal: giveUp.signal, onProgress })).rejects.toBe(reason)
    const { cluster, home } = layoutOf(dataDir)
    expect(await processesIn(cluster)).toEqual([])
    expect((await readdir(home)).filter((name) => name.startsWith('unfinished-'))).toEqual([])
    await lendServer(dataDir)
  })

  it('while initdb runs stops it', async () => {
    const dataDir = await lendDataDir()
    const giveUp = new AbortController()
    const { home } = layoutOf(dataDir)
    const failure = expect(lendServer(dataDir, { signal: giveUp.signal })).rejects.toThrow('aborted')
    const unfinished = async (): Promise<number> => {
      const names = await readdir(home).catch(() => [])
      const counts = await Promise.all(names.map(async (name) => (await processesIn(join(home, name)))?.length ?? 0))
      return counts.reduce((sum, count) => sum + count, 0)
    }
    await expect.poll(unfinished, { interval: 5 }).toBeGreaterThan(0)
    giveUp.abort()
    await failure
    expect(await unfinished()).toBe(0)
    expect(await readdir(home)).toEqual([])
  })

  it('before it began does nothing', async () => {
    const dataDir = await lendDataDir()
    await expect(lendServer(dataDir, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(await readdir(dataDir)).toEqual([])
  })

  it('is no reason to stop a server that has started', async () => {
    const giveUp = new AbortController()
    const server = await lendServer(await lendDataDir(), { signal: giveUp.signal })
    giveUp.abort()
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
