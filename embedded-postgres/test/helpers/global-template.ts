import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Provides a directory for the template of tests that run servers of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-template-'))
  project.provide('templateDir', dir)
  return () => rm(dir, { recursive: true, force: true })
}
