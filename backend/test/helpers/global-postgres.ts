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
 * One PostgreSQL for a whole run: the server that MODELKEEP_TEST_DATABASE_URL names (its role needs CREATEDB), else an embedded one of
 * its own, over TCP in either case.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['MODELKEEP_TEST_DATABASE_URL']
  if (given) {
    project.provide('postgresUrl', given)
    return undefined
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-tests-'))
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true })
  try {
    const server = await startEmbedded({ dataDir, log: quiet })
    project.provide('postgresUrl', server.url)
    return async () => {
      await server.stop()
      await remove()
    }
  } catch (cause) {
    await remove()
    throw new Error(`no PostgreSQL for the tests: set MODELKEEP_TEST_DATABASE_URL to one. ${String(cause)}`, { cause })
  }
}
