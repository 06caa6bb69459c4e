/**
 * One owner at a time, for DATA_DIR as a whole (`serve`) and for the database in it (whoever starts it).
 *
 * An owner listens on a Unix socket of its own in `DATA_DIR/owners`. Whether an owner is alive is then the kernel's answer to a
 * connection attempt. A process id in a file can be wrong after `kill -9`, after a restart of the machine, when the id is
 * given to another program, or when the owner is in another container on the same volume; this answer cannot.
 *
 * To take a lock: first listen, then look whether anybody else does. Of two that come at once, at least one sees the other, so
 * there are never two owners; who sees another steps back and tries again after a random time. Names are never used twice, so
 * a dead owner's socket can be removed without a race.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { DataDirInUse } from './errors.js'
import { type Listener, type SocketDirectory, lacksSockets, listenOnName, openSocketDirectory } from './sockets.js'
import { ownPid } from './this-process.js'

export interface DataDirLock {
  /** May be called more than once. */
  release(): Promise<void>
}

type Role = 'serve' | 'postgres'

interface Rival {
  readonly pid: number | null
}

const ATTEMPTS = 3
const MAX_STEP_BACK_MS = 100
/** A socket that has its first name yet is about to get its second; one this old never will. */
const ABANDONED_AFTER_MS = 60_000
const OWNER = /^(?<role>serve|postgres)-(?<process>(?<pid>\d+)-[0-9a-z]+)-[0-9a-f]+$/

/**
 * Makes this process the one owner of DATA_DIR, which is created where it is missing. The same process may start the embedded
 * database in it. Ends with the process, however that ends. Throws DataDirInUse.
 */
export function lockDataDir(dataDir: string): Promise<DataDirLock> {
  return lock(dataDir, 'serve')
}

/** The lock of the embedded database. Throws DataDirInUse where another process owns the database, or DATA_DIR. */
export function lockCluster(dataDir: string): Promise<DataDirLock> {
  return lock(dataDir, 'postgres')
}

async function lock(dataDir: string, role: Role): Promise<DataDirLock> {
  const root = resolve(dataDir)
  const owners = join(root, 'owners')
  await mkdir(owners, { recursive: true, mode: 0o700 })
  try {
    return await lockBySocket(root, owners, role)
  } catch (error) {
    if (!lacksSockets(error)) throw error
    return lockByName(root, role)
  }
}

async function lockBySocket(dataDir: string, owners: string, role: Role): Promise<DataDirLock> {
  const sockets = await openSocketDirectory(owners)
  try {
    for (let attempt = 1; ; attempt += 1) {
      const name = `${role}-${await thisProcess()}-${randomBytes(4).toString('hex')}`
      const listener = await appear(sockets, owners, name)
      const rival = await findRival(sockets, owners, name)
      if (rival === null) return lockOf(listener, join(owners, name))
      await lockOf(listener, join(owners, name)).release()
      if (attempt === ATTEMPTS) throw new DataDirInUse(dataDir, rival.pid)
      await delay(randomInt(MAX_STEP_BACK_MS))
    }
  } finally {
    await sockets.close()
  }
}

/** Where sockets cannot be made in DATA_DIR. Does not see other containers, and does not know the other's process id. */
async function lockByName(dataDir: string, role: Role): Promise<DataDirLock> {
  const listener = await listenOnName(`${dataDir}\n${role}`)
  if (listener === null) throw new DataDirInUse(dataDir, null)
  return lockOf(listener, null)
}

/** Listens before others can see the socket: between binding and listening it would look like a dead owner's. */
async function appear(sockets: SocketDirectory, owners: string, name: string): Promise<Listener> {
  const listener = await sockets.listen(`.${name}`)
  try {
    await rename(join(owners, `.${name}`), join(owners, name))
    return listener
  } catch (error) {
    await listener.close()
    throw error
  }
}

/** An owner with which this one cannot be, or null. Removes what dead owners left. */
async function findRival(sockets: SocketDirectory, owners: string, mine: string): Promise<Rival | null> {
  const { role, process: self } = OWNER.exec(mine)?.groups ?? {}
  const { mtimeMs: now } = await stat(join(owners, mine))
  for (const name of await readdir(owners)) {
    if (name === mine) continue
    const other = OWNER.exec(name)?.groups
    if (other === undefined) {
      await removeAbandoned(join(owners, name), now)
    } else if (other['role'] === role || other['process'] !== self) {
      if (await sockets.answers(name)) return { pid: Number(other['pid']) || null }
      await rm(join(owners, name), { force: true })
    }
  }
  return null
}

async function removeAbandoned(path: string, now: number): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found !== null && now - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true })
}

function lockOf(listener: Listener, path: string | null): DataDirLock {
  let released: Promise<void> | undefined
  const release = async (): Promise<void> => {
    if (path !== null) await rm(path, { force: true })
    await listener.close()
  }
  return { release: () => (released ??= release()) }
}

/** Differs between containers too, in which process ids are often the same small number. A process id of 0 is not known. */
async function thisProcess(): Promise<string> {
  return `${String((await ownPid()) ?? 0)}-${Math.round(performance.timeOrigin).toString(36)}`
}
