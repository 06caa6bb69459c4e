import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findRunning } from '@modelkeep/embedded-postgres/running'
import { type EmbeddedServer, startEmbedded } from '@modelkeep/embedded-postgres/server'
import { query } from './query.js'
import { connect } from './sync-fixture.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A role that may create databases, on the server that all tests of a run share. */
    postgresUrl: string
    /** The name of a migrated database there, to which nobody connects. */
    migratedTemplate: string
  }
}

const quiet = { info: () => {}, warn: () => {}, debug: () => {} }

/**
 * Provides one PostgreSQL for the whole run: the server in MODELKEEP_TEST_DATABASE_URL, whose role needs CREATEDB, or else an
 * embedded one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['MODELKEEP_TEST_DATABASE_URL']
  const { url, stop } = given ? { url: given, stop: async () => {} } : await startOwn()
  const name = `template_${randomBytes(8).toString('hex')}`
  const end = async (): Promise<void> => {
    try {
      await query(url, `DROP DATABASE IF EXISTS ${name}`)
    } finally {
      await stop()
    }
  }
  try {
    await createMigrated(url, name)
  } catch (error) {
    await end()
    throw error
  }
  project.provide('postgresUrl', url)
  project.provide('migratedTemplate', name)
  return end
}

async function createMigrated(admin: string, name: string): Promise<void> {
  await query(admin, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  const db = await connect(url.href)
  await db.close()
}

async function startOwn(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-tests-'))
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true })
  try {
    const server = await startFastServer(dir)
    const stop = async (): Promise<void> => {
      await server.stop()
      await remove()
    }
    return { url: server.url, stop }
  } catch (cause) {
    await remove()
    throw new Error(`no PostgreSQL for the tests: set MODELKEEP_TEST_DATABASE_URL. ${String(cause)}`, { cause })
  }
}

/** Nothing on it outlives the run: it syncs no file, and its password costs no CPU time to check. */
const fastSettings = `fsync = off
synchronous_commit = off
full_page_writes = off
`

async function startFastServer(dataDir: string): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, log: quiet })
  await appendFile(join(dataDir, 'postgres/cluster/postgresql.auto.conf'), fastSettings)
  process.kill((await findRunning(dataDir))!.pid, 'SIGHUP')
  const { password } = new URL(server.url)
  await query(server.url, `SET scram_iterations = 1; ALTER ROLE modelkeep PASSWORD '${password}'`)
  return server
}
