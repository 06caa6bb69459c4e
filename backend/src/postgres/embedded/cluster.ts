import { mkdtemp, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.js'
import { EmbeddedFailed, errorCode } from './errors.js'
import type { Layout } from './layout.js'
import { stopLeftovers } from './leftovers.js'
import type { Log } from './log.js'
import { giveTo, type Owner, pathForServer } from './owner.js'
import { run } from './run.js'
import { WAL_SEGMENT_MB } from './settings.js'
import { runSuperuserSql } from './single-user.js'

export interface ClusterOptions {
  readonly layout: Layout
  readonly binaries: Binaries
  readonly owner: Owner
  readonly log: Log
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((message: string) => void) | undefined
}

/** A cluster in the making. It takes its name only when it is complete, so a half-made one is never mistaken for the database. */
const UNFINISHED = 'unfinished-'

/**
 * Sees to it that there is a complete cluster that these binaries can run, and makes one where there is none (about half a second).
 * Throws EmbeddedFailed where the cluster is another major version's, or is no cluster.
 */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const { layout, owner, binaries } = options
  await removeUnfinished(options)
  if (!(await isThere(layout.cluster))) return createCluster(options)
  await assertSameMajor(layout.cluster, binaries.version)
  // Root's own is what root restored from a backup.
  if ((await stat(layout.cluster)).uid !== owner.uid) await giveTo(owner, layout.cluster)
}

async function createCluster(options: ClusterOptions): Promise<void> {
  const { layout, binaries, owner, log, signal, onProgress } = options
  onProgress?.(`creating the database in ${layout.dataDir}`)
  const dir = await mkdtemp(join(layout.home, UNFINISHED))
  try {
    await giveTo(owner, dir)
    const initdb = { file: binaries.initdb, args: initdbArguments(dir, owner), cwd: dir, owner, signal }
    const output = await run('initdb', initdb).catch(explainNameless)
    log.debug({ output }, 'initdb')
    await runSuperuserSql({ binaries, owner, dir, signal }, FIRST_STATEMENTS)
    await rename(dir, layout.cluster)
    await syncDirectory(layout.home)
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  }
}

/** Containers like to run programs as a user id that has no name; initdb does not. */
function explainNameless(error: unknown): never {
  const id = error instanceof EmbeddedFailed && /could not look up effective user ID (\d+)/.exec(error.message)?.[1]
  if (!id) throw error
  throw new EmbeddedFailed(
    `user id ${id} has no name, which PostgreSQL's initdb wants to know: add a line for it to /etc/passwd, or run as a user that has one`,
    { cause: error },
  )
}

function initdbArguments(dir: string, owner: Owner): string[] {
  return [
    `--pgdata=${pathForServer(dir, owner)}`,
    // Sorts by code point, knows the case of every letter, and depends on no library of the system that could change it.
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    // Nobody can connect until the server's own pg_hba.conf is written at its start.
    '--username=postgres',
    '--auth-local=reject',
    '--auth-host=reject',
    `--wal-segsize=${String(WAL_SEGMENT_MB)}`,
    '--no-instructions',
  ]
}

/** The program's role is no superuser: it owns its database and may make others, which the tests do. */
const FIRST_STATEMENTS = [
  'CREATE ROLE modelkeep LOGIN CREATEDB',
  // initdb's own database serves; another would take 8 MB more.
  'ALTER DATABASE postgres RENAME TO modelkeep',
  'ALTER DATABASE modelkeep OWNER TO modelkeep',
]

async function removeUnfinished({ layout, log, signal }: ClusterOptions): Promise<void> {
  const names = await readdir(layout.home)
  for (const name of names.filter((each) => each.startsWith(UNFINISHED))) {
    const dir = join(layout.home, name)
    log.warn({ dir }, 'removing a database that was never finished')
    await stopLeftovers(dir, log, signal)
    await rm(dir, { recursive: true, force: true })
  }
}

async function assertSameMajor(cluster: string, version: string): Promise<void> {
  const found = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT')
      throw new EmbeddedFailed(`${cluster} holds no PostgreSQL cluster: move it away, and start again`)
    throw error
  })
  const theirs = found.trim()
  const [ours] = version.split('.')
  if (theirs === ours) return
  throw new EmbeddedFailed(
    `the database in ${cluster} was made by PostgreSQL ${theirs}, and this Modelkeep brings PostgreSQL ${version}: ` +
      'export it with the Modelkeep that made it and import it into a new DATA_DIR, or run that PostgreSQL yourself and set DATABASE_URL',
  )
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Makes a rename in this directory survive a power cut. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
