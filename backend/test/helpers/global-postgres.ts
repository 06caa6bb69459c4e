import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '@modelkeep/embedded-postgres/server'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A role that may create databases, on the server that all tests of a run share. */
    postgresUrl: string
  }
}

const quiet = { info: () => {}, warn: () => {}, debug: () => {} }

/**
 * Provides one PostgreSQL for the whole run: the server in MODELKEEP_TEST_DATABASE_URL, whose role needs CREATEDB, or else an
 * embedded one. Also provides a directory for the template of tests that run servers of their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-tests-'))
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true })
  project.provide('templateDir', dir)
  const given = process.env['MODELKEEP_TEST_DATABASE_URL']
  if (given) {
    project.provide('postgresUrl', given)
    return remove
  }
  try {
    const server = await startEmbedded({ dataDir: join(dir, 'shared'), log: quiet })
    project.provide('postgresUrl', server.url)
    return async () => {
      await server.stop()
      await remove()
    }
  } catch (cause) {
    await remove()
    throw new Error(`no PostgreSQL for the tests: set MODELKEEP_TEST_DATABASE_URL. ${String(cause)}`, { cause })
  }
}
