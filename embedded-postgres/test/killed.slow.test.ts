import { readFile, readdir } from 'node:fs/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../src/data-dir/layout.js'
import { findProcesses } from '../src/process/leftovers.js'
import { readPostmasterPid } from '../src/process/postmaster-pid.js'
import {
  lendChild,
  lendDataDir,
  lendServer,
  lendInitialisedDataDir,
  recordingLog,
  untilGone,
} from './helpers/embedded.js'
import { query } from './helpers/query.js'

/** The shells that guard a server: all other processes in its session. */
async function guardsOf(pid: number): Promise<number[]> {
  const sessionOf = async (id: string | number): Promise<string | undefined> => {
    const status = await readFile(`/proc/${String(id)}/stat`, 'utf8').catch(() => '')
    return status.replace(/^.*\) /, '').split(' ')[3]
  }
  const session = await sessionOf(pid)
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const sessions = await Promise.all(ids.map(sessionOf))
  return ids.map(Number).filter((id, index) => sessions[index] === session && id !== pid)
}

async function serverOn(dataDir: string): Promise<number> {
  const found = await readPostmasterPid(layoutOf(dataDir).cluster)
  if (found === null) throw new Error(`no server on ${dataDir}`)
  return found.pid
}

const cleanShutdown = /database system is shut down\n$/

describe('after a kill of the program', () => {
  it('PostgreSQL shuts down cleanly', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    const cut = new Promise((resolve) => void client.once('end', () => resolve('cut')))
    child.process.kill('SIGKILL')
    expect(await cut).toBe('cut')
    await untilGone(dataDir)
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(cleanShutdown)
  })

  it('committed data survives, even if the next start is immediate', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    await query(url, 'UPDATE template.kept SET answer = 43')
    child.process.kill('SIGKILL')
    await child.exited
    const next = await lendServer(dataDir)
    expect(await query(next.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 43 }])
  })

  it('the next start stops a server that outlived its guards', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    const orphan = await serverOn(dataDir)
    const guards = await guardsOf(orphan)
    expect(guards).toHaveLength(2)
    for (const pid of [...guards, child.pid]) process.kill(pid, 'SIGKILL')
    await child.exited
    await query(url, 'UPDATE template.kept SET answer = 43')

    const log = recordingLog()
    const next = await lendServer(dataDir, { log })
    expect(await query(next.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 43 }])
    expect(log.entries[0]).toMatchObject({
      level: 'warn',
      message: 'stopping a PostgreSQL server left behind by an earlier run',
    })
    expect(await findProcesses(layoutOf(dataDir).cluster)).not.toContain(orphan)
  })

  it('during initdb, the next start creates the database again', async () => {
    const dataDir = await lendDataDir()
    const child = lendChild(dataDir)
    await child.message('progress')
    const { home } = layoutOf(dataDir)
    await expect.poll(() => readdir(home), { interval: 5 }).toContainEqual(expect.stringMatching(/^unfinished-/))
    child.process.kill('SIGKILL')
    await child.exited
    expect(await readdir(home)).not.toContain('cluster')

    const next = await lendServer(dataDir)
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await readdir(home)).toEqual(['cluster'])
  })
})

describe('a signal to several processes', () => {
  it('such as Ctrl-C leaves the database running until the program has closed', async () => {
    const child = lendChild(await lendInitialisedDataDir())
    await child.message('ready')
    // A terminal sends SIGINT to the whole foreground process group.
    process.kill(-child.pid, 'SIGINT')
    expect(await child.message('interrupted')).toMatchObject({ rows: [{ alive: 1 }] })
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })

  it('such as SIGTERM to the guards ends nothing', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    const postmaster = await serverOn(dataDir)
    for (const pid of await guardsOf(postmaster)) process.kill(pid, 'SIGTERM')
    expect(await query(server.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 42 }])
    expect(await guardsOf(postmaster)).toHaveLength(2)
  })

  it('such as SIGKILL to the guards does not prevent a clean stop', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    for (const pid of await guardsOf(await serverOn(dataDir))) process.kill(pid, 'SIGKILL')
    await server.stop()
    expect(await findProcesses(layoutOf(dataDir).cluster)).toEqual([])
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(cleanShutdown)
  })
})
