/**
 * One owner at a time, for DATA_DIR as a whole (`serve`) and for the database in it (whoever starts it).
 *
 * An owner listens on a Unix socket of its own in `DATA_DIR/owners`. Trying to connect to that socket tells whether the owner
 * is alive. A process id in a file would be unreliable: after `kill -9` or a reboot the id may belong to another program, and
 * the owner may run in another container on the same volume.
 *
 * To acquire a lock, a process listens first and then looks for other listeners. If two processes try at once, at least one
 * of them sees the other, so there are never two owners. A process that sees another one withdraws and retries after a random
 * delay. Socket names are never reused, so a dead owner's socket can be removed without a race.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Listener,
  type SocketDirectory,
  lacksSockets,
  listenOnName,
  openSocketDirectory,
} from './data-dir/sockets.js'
import { diskProblem } from './disk-problem.js'
import { DataDirInUse, DataDirUnusable } from './errors.js'
import { ownPid } from './process/this-process.js'

export interface DataDirLock {
  /** May be called more than once. */
  release(): Promise<void>
}

type Role = 'serve' | 'postgres'

const ATTEMPTS = 3
const MAX_RETRY_DELAY_MS = 100
/** A socket with a temporary name is about to be renamed. One that is this old never will be. */
const ABANDONED_AFTER_MS = 60_000
const OWNER_NAME = /^(?<role>serve|postgres)-(?<process>(?<pid>\d+)-[0-9a-z]+)-[0-9a-f]+$/

/**
 * Makes this process the owner of DATA_DIR, creating the directory if needed. The same process may also start the embedded
 * database in it. The lock ends with the process, however that ends.
 *
 * @throws DataDirInUse @throws DataDirUnusable
 */
export function lockDataDir(dataDir: string): Promise<DataDirLock> {
  return lock(dataDir, 'serve')
}

/**
 * The lock of the embedded database.
 *
 * @throws DataDirInUse if another process owns the database or DATA_DIR
 */
export function lockCluster(dataDir: string): Promise<DataDirLock> {
  return lock(dataDir, 'postgres')
}

async function lock(dataDir: string, role: Role): Promise<DataDirLock> {
  const root = resolve(dataDir)
  const owners = join(root, 'owners')
  try {
    await mkdir(owners, { recursive: true, mode: 0o700 })
    return await lockBySocket(root, owners, role).catch((error: unknown) => {
      if (!lacksSockets(error)) throw error
      return lockByName(root, role)
    })
  } catch (error) {
    const problem = diskProblem(error)
    throw problem === null ? error : new DataDirUnusable(root, problem, error)
  }
}

async function lockBySocket(dataDir: string, owners: string, role: Role): Promise<DataDirLock> {
  const sockets = await openSocketDirectory(owners)
  try {
    for (let attempt = 1; ; attempt += 1) {
      const name = `${role}-${await processName()}-${randomBytes(4).toString('hex')}`
      const acquired = createLock(await listenAndRename(sockets, owners, name), join(owners, name))
      const rival = await findRival(sockets, owners, name)
      if (rival === null) return acquired
      await acquired.release()
      if (attempt === ATTEMPTS) throw new DataDirInUse(dataDir, rival.pid)
      await delay(randomInt(MAX_RETRY_DELAY_MS))
    }
  } finally {
    await sockets.close()
  }
}

/** For file systems without sockets. Does not protect against other containers, and cannot tell the owner's process id. */
async function lockByName(dataDir: string, role: Role): Promise<DataDirLock> {
  const listener = await listenOnName(`${dataDir}\n${role}`)
  if (listener === null) throw new DataDirInUse(dataDir, null)
  return createLock(listener, null)
}

/** Listens before others can see the socket: a bound socket that does not listen yet looks like a dead owner's. */
async function listenAndRename(sockets: SocketDirectory, owners: string, name: string): Promise<Listener> {
  const listener = await sockets.listen(`.${name}`)
  try {
    await rename(join(owners, `.${name}`), join(owners, name))
    return listener
  } catch (error) {
    await listener.close()
    throw error
  }
}

/** An owner that excludes this one, or null. Removes the sockets of dead owners. */
async function findRival(
  sockets: SocketDirectory,
  owners: string,
  ownName: string,
): Promise<{ pid: number | null } | null> {
  const { role, process: ownProcess } = OWNER_NAME.exec(ownName)?.groups ?? {}
  const { mtimeMs: now } = await stat(join(owners, ownName))
  for (const name of await readdir(owners)) {
    if (name === ownName) continue
    const other = OWNER_NAME.exec(name)?.groups
    if (other === undefined) {
      await removeAbandoned(join(owners, name), now)
    } else if (other['role'] === role || other['process'] !== ownProcess) {
      if (await sockets.isListening(name)) return { pid: Number(other['pid']) || null }
      await rm(join(owners, name), { force: true })
    }
  }
  return null
}

async function removeAbandoned(path: string, now: number): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found !== null && now - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true })
}

function createLock(listener: Listener, path: string | null): DataDirLock {
  let released: Promise<void> | undefined
  const release = async (): Promise<void> => {
    if (path !== null) await rm(path, { force: true })
    await listener.close()
  }
  return { release: () => (released ??= release()) }
}

/** Unique across containers too, where process ids are often the same small number. The process id is 0 if unknown. */
async function processName(): Promise<string> {
  return `${String((await ownPid()) ?? 0)}-${Math.round(performance.timeOrigin).toString(36)}`
}
