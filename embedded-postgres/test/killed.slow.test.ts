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

/** The shells that guard a server: all others in its session. */
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

const shutDownInOrder = /database system is shut down\n$/

describe('when the program is killed', () => {
  it('PostgreSQL shuts down in order by itself', async () => {
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
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(shutDownInOrder)
  })

  it('what was committed is there at the next start, even if that comes at once', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    const { url } = await child.message('ready')
    await query(url, 'UPDATE template.kept SET answer = 43')
    child.process.kill('SIGKILL')
    await child.exited
    const next = await lendServer(dataDir)
    expect(await query(next.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 43 }])
  })

  it('a server that outlived even its guard is stopped by the next start', async () => {
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

  it('while the database is being made, the next start makes it anew', async () => {
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

describe('a signal to more than the program', () => {
  it('such as Ctrl-C in its terminal leaves it the database until it has closed in order', async () => {
    const child = lendChild(await lendInitialisedDataDir())
    await child.message('ready')
    // What a terminal does: SIGINT to the whole foreground process group.
    process.kill(-child.pid, 'SIGINT')
    expect(await child.message('interrupted')).toMatchObject({ rows: [{ alive: 1 }] })
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })

  it('such as SIGTERM to its guards ends nothing', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    const postmaster = await serverOn(dataDir)
    for (const pid of await guardsOf(postmaster)) process.kill(pid, 'SIGTERM')
    expect(await query(server.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 42 }])
    expect(await guardsOf(postmaster)).toHaveLength(2)
  })

  it('such as SIGKILL to its guards is no reason to leave the server behind', async () => {
    const dataDir = await lendInitialisedDataDir()
    const server = await lendServer(dataDir)
    for (const pid of await guardsOf(await serverOn(dataDir))) process.kill(pid, 'SIGKILL')
    await server.stop()
    expect(await findProcesses(layoutOf(dataDir).cluster)).toEqual([])
    expect(await readFile(layoutOf(dataDir).log, 'utf8')).toMatch(shutDownInOrder)
  })
})
