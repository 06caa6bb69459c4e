/**
 * The program's own PostgreSQL in DATA_DIR: durable, reachable from this machine only, and stopped when the program ends.
 *
 * Each start uses a free port and a new password. Both are in the connection file, which exists while the server runs, so that
 * CLI commands can connect.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { platform } from 'node:os'
import { type Binaries, findBinaries, SHARED_COPY_DIRS } from './binaries/find-binaries.js'
import { prepareCluster } from './cluster/prepare-cluster.js'
import { runSuperuserSql } from './cluster/single-user.js'
import { removeConnection, writeConnection } from './data-dir/connection-file.js'
import { type Layout, layoutOf } from './data-dir/layout.js'
import { diskProblem, printedDiskProblem } from './disk-problem.js'
import { DataDirInUse, DataDirUnusable, EmbeddedFailed, EmbeddedUnavailable } from './errors.js'
import { type DataDirLock, lockCluster } from './lock.js'
import type { Log } from './log.js'
import { stopLeftovers } from './process/leftovers.js'
import { chooseOwner } from './process/owner.js'
import { launch, type Postmaster } from './process/postmaster.js'
import { acceptsQueries } from './running.js'

export interface EmbeddedServer {
  /** `postgres://modelkeep:<password>@127.0.0.1:<port>/modelkeep`. Never log it. */
  readonly url: string
  /** Such as `18.4`. */
  readonly version: string
  /** Resolves when the server has ended, whether it was stopped or not. */
  readonly exited: Promise<void>
  /** Fast shutdown (20 s), then immediate shutdown, then SIGKILL. May be called more than once. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: Log
  /** Cancels the start. Has no effect on a server that has started. */
  readonly signal?: AbortSignal | undefined
  /** Receives messages for a person about steps that take long. */
  readonly onProgress?: ((message: string) => void) | undefined
  /** The npm package with the binaries; by default the installed one. */
  readonly packageDir?: string | undefined
  /** Where root may put a copy of the binaries if the server's user can reach neither the package nor DATA_DIR. */
  readonly sharedCopyDirs?: readonly string[] | undefined
}

const NO_WINDOWS =
  'the embedded PostgreSQL does not run on Windows itself: use WSL, or set DATABASE_URL, or run without a database'

/**
 * Starts the server that owns `dataDir`, creating both if needed. If the start fails, nothing is left running. A process that
 * ends without calling `stop` takes the server with it.
 *
 * @throws EmbeddedUnavailable if there are no binaries for this machine
 * @throws DataDirInUse if another process owns `dataDir`
 * @throws DataDirUnusable if it cannot be written, for want of space or for another reason
 * @throws EmbeddedFailed with the end of the server's log and no secret
 * @throws the signal's reason
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  options.signal?.throwIfAborted()
  if (platform() === 'win32') throw new EmbeddedUnavailable(NO_WINDOWS)
  const layout = layoutOf(options.dataDir)
  let lock: DataDirLock | undefined
  try {
    lock = await lockCluster(layout.dataDir)
    return await startLocked(layout, options, lock)
  } catch (error) {
    await lock?.release()
    options.signal?.throwIfAborted()
    throw asStartError(error, layout.dataDir)
  }
}

async function startLocked(layout: Layout, options: EmbeddedOptions, lock: DataDirLock): Promise<EmbeddedServer> {
  const { log } = options
  const startedAt = performance.now()
  const { postmaster, binaries, url } = await prepareAndLaunch(layout, options)
  const { pid, port } = postmaster
  const { version } = binaries
  const server = { url, version, ...supervise(layout, postmaster, log, lock) }
  try {
    if (!(await acceptsQueries(url))) throw new EmbeddedFailed('PostgreSQL started but does not accept queries')
    await writeConnection(layout.connectionFile, { url, pid, port })
    options.signal?.throwIfAborted()
  } catch (error) {
    await server.stop()
    throw error
  }
  log.info({ pid, port, version, ms: Math.round(performance.now() - startedAt) }, 'embedded PostgreSQL started')
  return server
}

async function prepareAndLaunch(
  layout: Layout,
  { log, signal, onProgress, packageDir, sharedCopyDirs = SHARED_COPY_DIRS }: EmbeddedOptions,
): Promise<{ postmaster: Postmaster; binaries: Binaries; url: string }> {
  await mkdir(layout.home, { recursive: true })
  // Lets the server's user through. The cluster itself is accessible to that user only.
  await chmod(layout.home, 0o711)
  const owner = await chooseOwner(layout.cluster)
  const copyDirs = owner.switches ? [layout.runtime, ...sharedCopyDirs] : [layout.runtime]
  const binaries = await findBinaries(owner, { packageDir, copyDirs })
  await stopLeftovers(layout.cluster, log, signal)
  await removeConnection(layout.connectionFile)
  await prepareCluster({ layout, binaries, owner, log, signal, onProgress })
  onProgress?.(`starting PostgreSQL ${binaries.version}`)
  const password = randomBytes(24).toString('base64url')
  await runSuperuserSql({ binaries, owner, dir: layout.cluster, signal }, [
    `ALTER ROLE modelkeep PASSWORD '${password}'`,
  ])
  const postmaster = await launch({ layout, binaries, owner, signal })
  const url = `postgres://modelkeep:${password}@127.0.0.1:${String(postmaster.port)}/modelkeep`
  return { postmaster, binaries, url }
}

function supervise(
  layout: Layout,
  postmaster: Postmaster,
  log: Log,
  lock: DataDirLock,
): Pick<EmbeddedServer, 'stop' | 'exited'> {
  let stopped: Promise<void> | undefined
  const reportUnexpectedExit = async (): Promise<void> => {
    await postmaster.exited
    if (stopped !== undefined) return
    await removeConnection(layout.connectionFile)
    log.warn({ pid: postmaster.pid, log: layout.log }, 'embedded PostgreSQL ended unexpectedly')
  }
  const stop = async (): Promise<void> => {
    try {
      await removeConnection(layout.connectionFile)
      await postmaster.stop()
      await stopLeftovers(layout.cluster, log)
    } finally {
      await lock.release()
    }
    log.info({ pid: postmaster.pid }, 'embedded PostgreSQL stopped')
  }
  return { exited: reportUnexpectedExit(), stop: () => (stopped ??= stop()) }
}

/** Keeps the errors that callers distinguish. Those of the disk become DataDirUnusable, any other EmbeddedFailed. */
function asStartError(error: unknown, dataDir: string): Error {
  if (error instanceof DataDirInUse || error instanceof DataDirUnusable || error instanceof EmbeddedUnavailable)
    return error
  const problem = error instanceof EmbeddedFailed ? printedDiskProblem(error.message) : diskProblem(error)
  if (problem !== null) return new DataDirUnusable(dataDir, problem, error)
  if (error instanceof EmbeddedFailed) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new EmbeddedFailed(`the embedded PostgreSQL could not be started: ${reason}`, { cause: error })
}
