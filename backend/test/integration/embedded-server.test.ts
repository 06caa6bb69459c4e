import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../src/postgres/embedded/layout.js'
import { processesIn } from '../../src/postgres/embedded/leftovers.js'
import { findRunning } from '../../src/postgres/embedded/server.js'
import { lendChild, lendDataDir, lendServer, recordingLog } from '../helpers/embedded.js'
import { query } from '../helpers/query.js'

describe('the embedded server', () => {
  it('is a durable PostgreSQL 18 with UTF-8 and UTC', async () => {
    const server = await lendServer(await lendDataDir())

    expect(server.version).toMatch(/^18\.\d+$/)
    expect(server.url).toMatch(/^postgres:\/\/modelkeep:[\w-]{32}@127\.0\.0\.1:\d+\/modelkeep$/)
    const settings = await query(server.url, "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'server_encoding', 'TimeZone', 'listen_addresses', 'unix_socket_directories', 'password_encryption')")
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      TimeZone: 'UTC',
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      password_encryption: 'scram-sha-256',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
      unix_socket_directories: '',
    })
  })

  it('sorts by code point and knows the case of every letter', async () => {
    const { url } = await lendServer(await lendDataDir())
    const [row] = await query(url, "SELECT upper('é') AS upper, array_agg(x ORDER BY x)::text AS sorted FROM unnest(ARRAY['b', 'a', 'B', '~']) AS x")
    expect(row).toEqual({ upper: 'É', sorted: '{B,a,b,~}' })
  })

  it('lets the program own its database and make others, but be no superuser', async () => {
    const { url } = await lendServer(await lendDataDir())
    await query(url, 'CREATE TABLE public.t (a int)')
    await query(url, 'CREATE DATABASE another')
    await expect(query(url, "COPY (SELECT 1) TO PROGRAM 'true'")).rejects.toThrow('permission denied')
  })

  it('keeps its data over a restart', async () => {
    const dataDir = await lendDataDir()
    const first = await lendServer(dataDir)
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    const progress: string[] = []
    const second = await lendServer(dataDir, { onProgress: (message) => progress.push(message) })
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    expect(progress).toEqual([`starting PostgreSQL ${second.version}`])
  })

  it('creates a DATA_DIR that is missing, for its user only', async () => {
    const dataDir = join(await lendDataDir(), 'deep', 'data')
    const server = await lendServer(dataDir)
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  })

  it('says in a file of mode 0600 how to join it, while it runs', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    const { connectionFile, cluster } = layoutOf(dataDir)

    expect((await stat(connectionFile)).mode & 0o777).toBe(0o600)
    const found = await findRunning(dataDir)
    expect(found?.url).toBe(server.url)
    expect(await processesIn(cluster)).toContain(found?.pid)

    await server.stop()
    expect(await findRunning(dataDir)).toBeNull()
    expect(await readdir(dataDir)).not.toContain('postgres.json')
  })

  it('is not found by a connection file that a dead server left', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    const { connectionFile } = layoutOf(dataDir)
    const content = await readFile(connectionFile, 'utf8')
    await server.stop()
    await writeFile(connectionFile, content)
    expect(await findRunning(dataDir)).toBeNull()
    await writeFile(connectionFile, '{"url":')
    expect(await findRunning(dataDir)).toBeNull()
  })

  it('shows its password to nobody', async () => {
    const dataDir = await lendDataDir()
    const log = recordingLog()
    const progress: string[] = []
    const server = await lendServer(dataDir, { log, onProgress: (message) => progress.push(message) })
    const { password } = new URL(server.url)
    const { cluster, log: serverLog } = layoutOf(dataDir)
    await expect(query(server.url.replace(password, 'wrong'), 'SELECT 1')).rejects.toThrow('password authentication failed')
    const pids = (await processesIn(cluster)) ?? []
    const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${String(pid)}/cmdline`, 'utf8')))
    await server.stop()

    expect(JSON.stringify([log.entries, progress, commands])).not.toContain(password)
    expect(await readFile(serverLog, 'utf8')).not.toContain(password)
    expect((await stat(serverLog)).mode & 0o777).toBe(0o600)
  })

  it('knows nothing of the environment of the program', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    await child.message('ready')
    const pids = (await processesIn(layoutOf(dataDir).cluster)) ?? []
    const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${String(pid)}/environ`, 'utf8')))
    expect(environments.join('')).not.toContain('a-secret-of-the-program')
  })

  it('has a new password at every start', async () => {
    const dataDir = await lendDataDir()
    const first = await lendServer(dataDir)
    await first.stop()
    const second = await lendServer(dataDir)
    const old = new URL(second.url)
    old.password = new URL(first.url).password
    await expect(query(old.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
  })

  it('moves a log of more than 10 MB aside when it starts', async () => {
    const dataDir = await lendDataDir()
    const { log } = layoutOf(dataDir)
    await writeFile(log, Buffer.alloc(10 * 1024 * 1024 + 1, '.'))
    await lendServer(dataDir)
    expect((await stat(`${log}.1`)).size).toBe(10 * 1024 * 1024 + 1)
    expect(await readFile(log, 'utf8')).toContain('ready to accept connections')
  })

  it('can be stopped twice, and at once', async () => {
    const server = await lendServer(await lendDataDir())
    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    await server.exited
  })

  it('stops although clients are connected, and writes down that it was in order', async () => {
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    const asleep = expect(query(server.url, 'SELECT pg_sleep(60)')).rejects.toThrow()
    await expect.poll(() => query(server.url, "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'")).toHaveLength(1)
    await server.stop()
    await asleep
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(/database system is shut down\n$/)
  })

  it('leaves nothing open that keeps a program alive', async () => {
    const child = lendChild(await lendDataDir())
    await child.message('ready')
    child.process.send('stop')
    await child.message('stopped')
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })

  it('says so when it ends by itself', async () => {
    const dataDir = await lendDataDir()
    const log = recordingLog()
    const server = await lendServer(dataDir, { log })
    const found = await findRunning(dataDir)
    process.kill(found?.pid ?? 0, 'SIGKILL')
    await server.exited
    expect(log.entries.at(-1)).toMatchObject({ level: 'warn', message: 'embedded PostgreSQL ended by itself' })
    expect(await readdir(dataDir)).not.toContain('postgres.json')
  })
})
