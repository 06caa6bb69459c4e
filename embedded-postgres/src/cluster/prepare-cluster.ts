import { existsSync } from 'node:fs'
import { chmod, mkdtemp, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from '../binaries/find-binaries.js'
import type { Layout } from '../data-dir/layout.js'
import { EmbeddedFailed, errorCode } from '../errors.js'
import type { Log } from '../log.js'
import { stopLeftovers } from '../process/leftovers.js'
import { giveTo, type Owner, pathForServer } from '../process/owner.js'
import { run } from '../process/run.js'
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

/** A cluster is built under this prefix and renamed when complete, so a partial one is never mistaken for the database. */
const UNFINISHED = 'unfinished-'

/** Write access of the group, and any access of others. */
const ACCESS_OF_OTHERS = 0o027

/**
 * Ensures that there is a complete cluster that these binaries can run. Creates one if needed, which takes about half a second.
 *
 * @throws EmbeddedFailed if the cluster is of another major version, or is not a cluster
 */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const { layout, owner, binaries } = options
  await removeUnfinished(options)
  if (!existsSync(layout.cluster)) return createCluster(options)
  await assertSameMajor(layout.cluster, binaries.version)
  const { uid, mode } = await stat(layout.cluster)
  // A backup that root restored belongs to root.
  if (uid !== owner.uid) await giveTo(owner, layout.cluster)
  if ((mode & ACCESS_OF_OTHERS) !== 0) await restrictAccess(options)
}

/** PostgreSQL accepts a data directory with mode 0700 or 0750 only. One that was copied or restored often has another. */
async function restrictAccess({ layout, log }: ClusterOptions): Promise<void> {
  try {
    await chmod(layout.cluster, 0o700)
  } catch (error) {
    throw new EmbeddedFailed(
      `other users may access ${layout.cluster}, which PostgreSQL does not accept, and its mode cannot be changed: run chmod 0700 on it as its owner`,
      { cause: error },
    )
  }
  log.warn({ dir: layout.cluster }, 'other users had access to the database directory; its mode is 0700 again')
}

async function createCluster(options: ClusterOptions): Promise<void> {
  const { layout, binaries, owner, log, signal, onProgress } = options
  onProgress?.(`creating the database in ${layout.dataDir}`)
  const dir = await mkdtemp(join(layout.home, UNFINISHED))
  try {
    await giveTo(owner, dir)
    const initdb = { file: binaries.initdb, args: initdbArguments(dir, owner), cwd: dir, owner, signal }
    const output = await run('initdb', initdb).catch(explainNamelessUser)
    log.debug({ output }, 'initdb')
    await runSuperuserSql({ binaries, owner, dir, signal }, INITIAL_STATEMENTS)
    await rename(dir, layout.cluster)
    await syncDirectory(layout.home)
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  }
}

/** Containers often run programs under a user id without a name, which initdb does not accept. */
function explainNamelessUser(error: unknown): never {
  const id = error instanceof EmbeddedFailed && /could not look up effective user ID (\d+)/.exec(error.message)?.[1]
  if (!id) throw error
  throw new EmbeddedFailed(
    `user id ${id} has no name, which PostgreSQL's initdb requires: add a line for it to /etc/passwd, or run as a user that has one`,
    { cause: error },
  )
}

function initdbArguments(dir: string, owner: Owner): string[] {
  return [
    `--pgdata=${pathForServer(dir, owner)}`,
    // Sorts by code point, handles the case of every letter, and is independent of system libraries and their updates.
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    // Nobody can connect until the server writes its own pg_hba.conf when it starts.
    '--username=postgres',
    '--auth-local=reject',
    '--auth-host=reject',
    `--wal-segsize=${String(WAL_SEGMENT_MB)}`,
    '--no-instructions',
  ]
}

/** The program's role is not a superuser. It owns its database and may create others, as the tests do. */
const INITIAL_STATEMENTS = [
  'CREATE ROLE modelkeep LOGIN CREATEDB',
  // Reuses initdb's own database; another one would take 8 MB more.
  'ALTER DATABASE postgres RENAME TO modelkeep',
  'ALTER DATABASE modelkeep OWNER TO modelkeep',
]

async function removeUnfinished({ layout, log, signal }: ClusterOptions): Promise<void> {
  const names = await readdir(layout.home)
  for (const name of names.filter((each) => each.startsWith(UNFINISHED))) {
    const dir = join(layout.home, name)
    log.warn({ dir }, 'removing a database whose creation was interrupted')
    await stopLeftovers(dir, log, signal)
    await rm(dir, { recursive: true, force: true })
  }
}

async function assertSameMajor(cluster: string, version: string): Promise<void> {
  const content = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT')
      throw new EmbeddedFailed(`${cluster} contains no PostgreSQL cluster: move it away, and start again`)
    throw error
  })
  const clusterMajor = content.trim()
  const [ownMajor] = version.split('.')
  if (clusterMajor === ownMajor) return
  throw new EmbeddedFailed(
    `the database in ${cluster} was created by PostgreSQL ${clusterMajor}, and this Modelkeep includes PostgreSQL ${version}: ` +
      'export it with the Modelkeep that created it and import it into a new DATA_DIR, or run that PostgreSQL yourself and set DATABASE_URL',
  )
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
