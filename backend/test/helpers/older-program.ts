import { cp } from 'node:fs/promises'
import { basename } from 'node:path'
import { ownSchema, type ProgramSchema } from '../../src/postgres/migrate.js'

/** The schema of an older program: the migrations up to its version, copied to `dir`. */
export async function olderProgram(version: number, dir: string): Promise<ProgramSchema> {
  const isOlder = (path: string): boolean => !path.endsWith('.sql') || Number.parseInt(basename(path), 10) <= version
  await cp(ownSchema.dir, dir, { recursive: true, filter: isOlder })
  return { version, dir }
}
