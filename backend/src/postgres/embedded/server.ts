/**
 * The program's own PostgreSQL, in DATA_DIR: real, durable, reachable from this machine only, and gone when the program is.
 *
 * Each start gets a free port and a new password. Both are in the connection file, which is there while the server runs, so that
 * commands of the CLI can join it.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { platform } from 'node:os'
import { findBinaries, SHARED_COPIES } from './binaries.js'
import { prepareCluster } from './cluster.js'
import { answers } from './connect.js'
import { readConnection, removeConnection, writeConnection } from './connection-file.js'
import { DataDirInUse, EmbeddedFailed, EmbeddedUnavailable } from './errors.js'
import { type Layout, layoutOf } from './layout.js'
import { stopLeftovers } from './leftovers.js'
import { lockCluster } from './lock.js'
import type { Log } from './log.js'
import { chooseOwner } from './owner.js'
import { launch, type Postmaster } from './postmaster.js'
import { runSuperuserSql } from './single-user.js'

export interface EmbeddedServer {
  /** `postgres://modelkeep:<password>@127.0.0.1:<port>/modelkeep`: never to be logged. */
  readonly url: string
  /** Such as `18.4`. */
  readonly version: string
  /** Resolves when the server has ended, whether it was stopped or not. */
  readonly exited: Promise<void>
  /** Shuts it down: in order if it can within 20 s, else at once, else by force. May be called more than once. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: Log
  /** Gives up the start. Once started, the server is not bound to it. */
  readonly signal?: AbortSignal | undefined
  /** Told what takes long, in words for a person. */
  readonly onProgress?: ((message: string) => void) | undefined
  /** The npm package with the binaries, where it is not the installed one. */
  readonly packageDir?: string | undefined
  /** Where root may put a copy of the binaries if the server's user can reach neither the package nor DATA_DIR. */
  readonly sharedCopies?: readonly string[] | undefined
}

/**
 * Starts the server that owns `dataDir`, creating both where they are missing.
 *
 * Throws EmbeddedUnavailable (no binaries for this machine), DataDirInUse (another process has it), EmbeddedFailed (with the end
 * of the server's log and no secret), or the signal's reason. Nothing that was started is left behind then. A process that ends
 * without calling `stop` takes the server with it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  options.signal?.throwIfAborted()
  if (platform() === 'win32') throw new EmbeddedUnavailable(NO_WINDOWS)
  const layout = layoutOf(options.dataDir)
  const lock = await lockCluster(layout.dataDir).catch((error: unknown) => fail(error, options.signal))
  try {
    return await startOwned(layout, options, () => lock.release())
  } catch (error) {
    await lock.release()
    return fail(error, options.signal)
  }
}

/** The connection of a server that runs on `dataDir`, tried out, or null. For commands that join it. */
export async function findRunning(dataDir: string): Promise<{ url: string; pid: number } | null> {
  const connection = await readConnection(layoutOf(dataDir).connectionFile)
  if (connection === null || !(await answers(connection.url))) return null
  return { url: connection.url, pid: connection.pid }
}

const NO_WINDOWS = 'the embedded PostgreSQL does not run on Windows itself: use WSL, or set DATABASE_URL, or go without'

async function startOwned(
  layout: Layout,
  options: EmbeddedOptions,
  release: () => Promise<void>,
): Promise<EmbeddedServer> {
  const { log, signal, onProgress, packageDir, sharedCopies = SHARED_COPIES } = options
  const began = performance.now()
  await prepareHome(layout)
  const owner = await chooseOwner(layout.cluster)
  const copies = owner.switches ? [layout.runtime, ...sharedCopies] : [layout.runtime]
  const binaries = await findBinaries(owner, { packageDir, copies })
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
  const server = { url, version: binaries.version, ...supervise(layout, postmaster, log, release) }
  try {
    if (!(await answers(url))) throw new EmbeddedFailed('PostgreSQL started but does not answer')
    await writeConnection(layout.connectionFile, { url, pid: postmaster.pid, port: postmaster.port })
    signal?.throwIfAborted()
  } catch (error) {
    await server.stop()
    throw error
  }
  const { pid, port } = postmaster
  log.info(
    { pid, port, version: binaries.version, ms: Math.round(performance.now() - began) },
    'embedded PostgreSQL started',
  )
  return server
}

/** The way in for the server's user, should it be able to come this far; the cluster itself is that user's alone. */
async function prepareHome({ home }: Layout): Promise<void> {
  await mkdir(home, { recursive: true })
  await chmod(home, 0o711)
}

function supervise(
  layout: Layout,
  postmaster: Postmaster,
  log: Log,
  release: () => Promise<void>,
): Pick<EmbeddedServer, 'stop' | 'exited'> {
  let stopped: Promise<void> | undefined
  const watch = async (): Promise<void> => {
    await postmaster.exited
    if (stopped !== undefined) return
    await removeConnection(layout.connectionFile)
    log.warn({ pid: postmaster.pid, log: layout.log }, 'embedded PostgreSQL ended by itself')
  }
  const stop = async (): Promise<void> => {
    try {
      await removeConnection(layout.connectionFile)
      await postmaster.stop()
      await stopLeftovers(layout.cluster, log)
    } finally {
      await release()
    }
    log.info({ pid: postmaster.pid }, 'embedded PostgreSQL stopped')
  }
  return { exited: watch(), stop: () => (stopped ??= stop()) }
}

/** What a caller has to tell apart is left as it is; anything else, such as a full disk, is a failed start. */
function fail(error: unknown, signal: AbortSignal | undefined): never {
  signal?.throwIfAborted()
  const known = [DataDirInUse, EmbeddedFailed, EmbeddedUnavailable]
  if (known.some((kind) => error instanceof kind)) throw error
  const reason = error instanceof Error ? error.message : String(error)
  throw new EmbeddedFailed(`the embedded PostgreSQL could not be started: ${reason}`, { cause: error })
}
