import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { startEmbedded } from '../../src/server.js'
import { query } from './query.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A directory for the run's template, empty at first. */
    templateDir: string
  }
}

const quiet = { info: () => {}, warn: () => {}, debug: () => {} }

/**
 * Fills a directory with an initialised DATA_DIR, whose server is shut down and whose table `template.kept` contains 42. Copying
 * takes a fraction of the time of initdb. The first caller of a run creates the template.
 */
export async function copyTemplate(dataDir: string): Promise<void> {
  const template = join(inject('templateDir'), 'data')
  if (!existsSync(template)) await createTemplate(template)
  // Node's own `cp` takes thirty times as long for a cluster's thousand files.
  await promisify(execFile)('cp', ['-a', `${template}/.`, dataDir])
}

async function createTemplate(template: string): Promise<void> {
  const dataDir = await mkdtemp(`${template}-`)
  const server = await startEmbedded({ dataDir, log: quiet })
  try {
    await query(server.url, 'CREATE SCHEMA template; CREATE TABLE template.kept AS SELECT 42 AS answer')
  } finally {
    await server.stop()
  }
  // Another worker may have been faster; its template is as good.
  await rename(dataDir, template).catch(() => rm(dataDir, { recursive: true }))
}
