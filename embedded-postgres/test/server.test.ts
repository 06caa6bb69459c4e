import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutOf } from '../src/data-dir/layout.js'
import { findProcesses } from '../src/process/leftovers.js'
import { findRunning } from '../src/running.js'
import { type EmbeddedServer, startEmbedded } from '../src/server.js'
import {
  failureOf,
  isRoot,
  lendChild,
  lendDataDir,
  lendServer,
  lendInitialisedDataDir,
  recordingLog,
} from './helpers/embedded.js'
import { query } from './helpers/query.js'

describe('a running embedded server', () => {
  const log = recordingLog()
  const progress: string[] = []
  let dataDir: string
  let server: EmbeddedServer
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-embedded-'))
    server = await startEmbedded({ dataDir, log, onProgress: (message) => progress.push(message) })
  })
  afterAll(async () => {
    await server?.stop()
    await rm(dataDir, { recursive: true })
  })

  it('is a durable PostgreSQL 18 with UTF-8 and UTC', async () => {
    expect(server.version).toMatch(/^18\.\d+$/)
    expect(server.url).toMatch(/^postgres:\/\/modelkeep:[\w-]{32}@127\.0\.0\.1:\d+\/modelkeep$/)
    const settings = await query(server.url, 'SELECT name, setting FROM pg_settings')
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toMatchObject({
      TimeZone: 'UTC',
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      password_encryption: 'scram-sha-256',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
    })
  })

  it('sorts by code point, and changes the case of all letters', async () => {
    const [row] = await query(
      server.url,
      "SELECT upper('é') AS upper, array_agg(x ORDER BY x)::text AS sorted FROM unnest(ARRAY['b', 'a', 'B', '~']) AS x",
    )
    expect(row).toEqual({ upper: 'É', sorted: '{B,a,b,~}' })
  })

  it('has a role that owns its database and creates others, but is no superuser', async () => {
    await query(server.url, 'CREATE TABLE public.t (a int)')
    await query(server.url, 'CREATE DATABASE another')
    await expect(query(server.url, "COPY (SELECT 1) TO PROGRAM 'true'")).rejects.toThrow('permission denied')
  })

  it('requires the password, and admits no superuser', async () => {
    const { password } = new URL(server.url)
    await expect(query(server.url.replace(password, 'wrong'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    )
    await expect(query(server.url.replace('modelkeep:', 'postgres:'), 'SELECT 1')).rejects.toThrow(
      'no pg_hba.conf entry',
    )
  })

  it('stores its URL in a file of mode 0600', async () => {
    const { connectionFile, cluster } = layoutOf(dataDir)
    expect((await stat(connectionFile)).mode & 0o777).toBe(0o600)
    const found = await findRunning(dataDir)
    expect(found?.url).toBe(server.url)
    expect(await findProcesses(cluster)).toContain(found?.pid)
  })

  it('does not reveal its password elsewhere', async () => {
    const { password } = new URL(server.url)
    const { cluster, log: serverLog } = layoutOf(dataDir)
    const pids = (await findProcesses(cluster)) ?? []
    const commands = await Promise.all(
      pids.map((pid) => readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')),
    )
    expect(JSON.stringify([log.entries, progress, commands])).not.toContain(password)
    expect(await readFile(serverLog, 'utf8')).not.toContain(password)
    expect((await stat(serverLog)).mode & 0o777).toBe(0o600)
  })

  it('reports slow steps', () => {
    expect(progress).toEqual([`creating the database in ${dataDir}`, `starting PostgreSQL ${server.version}`])
  })
})

describe('the embedded server', () => {
  it('keeps its data over a restart', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    expect(await query(server.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 42 }])
    await server.stop()
    expect(await findRunning(dataDir)).toBeNull()
    expect((await readdir(dataDir)).toSorted()).toEqual(['owners', 'postgres', 'postgres.log'])
    expect(await readdir(join(dataDir, 'owners'))).toEqual([])
  })

  it('creates a missing DATA_DIR for its user only', async () => {
    const dataDir = join(await lendDataDir(), 'deep', 'data')
    const server = await lendServer(dataDir)
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  })

  it('is not found through the connection file of a dead server', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    const { connectionFile } = layoutOf(dataDir)
    const content = await readFile(connectionFile, 'utf8')
    await server.stop()
    await writeFile(connectionFile, content)
    expect(await findRunning(dataDir)).toBeNull()
    await writeFile(connectionFile, '{"url":')
    expect(await findRunning(dataDir)).toBeNull()
  })

  it('does not inherit the environment of the program', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    await child.message('ready')
    const { cluster } = layoutOf(dataDir)
    const [pid] = (await findProcesses(cluster)) ?? []
    const { uid, gid } = await stat(cluster)
    // In a container, root may not read the environment of another user's process.
    const { stdout: environment } = await promisify(execFile)(
      'cat',
      [`/proc/${String(pid)}/environ`],
      isRoot ? { uid, gid } : {},
    )
    expect(environment).toContain('LC_ALL=C')
    expect(environment).not.toContain('a-secret-of-the-program')
  })

  it('has a new password at every start', async () => {
    const dataDir = await lendInitialisedDataDir()
    const first = await lendServer(dataDir)
    await first.stop()
    const second = await lendServer(dataDir)
    const old = new URL(second.url)
    old.password = new URL(first.url).password
    await expect(query(old.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
  })

  it('rotates a log of more than 10 MB at a start', async () => {
    const dataDir = await lendInitialisedDataDir()
    const { log } = layoutOf(dataDir)
    await writeFile(log, Buffer.alloc(10 * 1024 * 1024 + 1, '.'))
    await lendServer(dataDir)
    expect((await stat(`${log}.1`)).size).toBe(10 * 1024 * 1024 + 1)
    expect(await readFile(log, 'utf8')).toContain('ready to accept connections')
  })

  it('can be stopped twice, also concurrently', async () => {
    const server = await lendServer(await lendInitialisedDataDir())
    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    await expect(server.exited).resolves.toBeUndefined()
  })

  it('shuts down cleanly while clients are connected', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    const asleep = failureOf(query(server.url, 'SELECT pg_sleep(60)'))
    await expect
      .poll(() => query(server.url, "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'"))
      .toHaveLength(1)
    await server.stop()
    expect(await asleep).toContain('terminating connection')
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(/database system is shut down\n$/)
  })

  it('does not keep the program alive', async () => {
    const child = lendChild(await lendInitialisedDataDir())
    await child.message('ready')
    child.process.send('stop')
    await child.message('stopped')
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })

  it('logs an unexpected end', async () => {
    const dataDir = await lendInitialisedDataDir()
    const log = recordingLog()
    const server = await lendServer(dataDir, { log })
    const found = await findRunning(dataDir)
    process.kill(found!.pid, 'SIGKILL')
    await server.exited
    expect(log.entries.at(-1)).toMatchObject({ level: 'warn', message: 'embedded PostgreSQL ended unexpectedly' })
    expect(await readdir(dataDir)).not.toContain('postgres.json')
  })
})
