/**
 * One preparation of a checkout at a time, across processes.
 *
 * `.prepare-lock/<owner>/` is the lock, and taking it is one rename, which fails while another owner's directory is
 * inside. Empty directories hold everything there is to know (owner's process id and host in the name, its children's
 * ids inside, its heartbeat in the mtime), so git never shows a lock that a killed process left behind.
 * An owner is gone when its process and the children it announced are gone, or when its heart has not beaten for a minute.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, utimesSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PrepareError } from './child.mjs'

const POLL_MS = 100
const BEAT_MS = 5_000
const DEAD_AFTER_MS = 60_000
const GIVE_UP_MS = 20 * 60_000
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/**
 * @template T
 * @param {string} root
 * @param {{say: (line: string) => void}} options
 * @param {(lock: {track: (pid: number) => void}) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withCheckoutLock(root, { say }, work) {
  const lockDir = join(root, '.prepare-lock')
  const owner = `${process.pid}-${HOST}-${randomBytes(4).toString('hex')}`
  await acquire(lockDir, owner, say)
  const mine = join(lockDir, owner)
  const heart = setInterval(() => beat(mine), BEAT_MS)
  heart.unref()
  try {
    return await work({ track: (pid) => mkdirSync(join(mine, String(pid)), { recursive: true }) })
  } finally {
    clearInterval(heart)
    rmSync(mine, { recursive: true, force: true })
    removeIfEmpty(lockDir)
  }
}

async function acquire(lockDir, owner, say) {
  const started = Date.now()
  for (let told = false; ; await sleep(POLL_MS)) {
    const holders = list(lockDir)
    for (const holder of holders)
      if (isGone(lockDir, holder)) rmSync(join(lockDir, holder), { recursive: true, force: true })
    if (list(lockDir).length === 0 && tryAcquire(lockDir, owner)) return
    if (!told && Date.now() - started > 1_000) {
      say('Another start is preparing this checkout: waiting for it…')
      told = true
    }
    if (Date.now() - started > GIVE_UP_MS)
      throw new PrepareError(
        `Another start still holds ${lockDir}: if none is running, remove that directory and try again.`,
      )
  }
}

function tryAcquire(lockDir, owner) {
  const draft = `${lockDir}-${owner}`
  try {
    mkdirSync(join(draft, owner), { recursive: true })
    // Windows does not rename onto an empty directory; elsewhere this only tidies.
    removeIfEmpty(lockDir)
    renameSync(draft, lockDir)
    return true
  } catch (error) {
    if (error.code === 'EACCES' || error.code === 'EROFS') {
      throw new PrepareError(
        `This checkout needs installing or building, and ${lockDir} cannot be written (${error.code}): run it once as its owner.`,
        { cause: error },
      )
    }
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT'].includes(error.code)) throw error
    return false
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function isGone(lockDir, holder) {
  const path = join(lockDir, holder)
  try {
    if (Date.now() - statSync(path).mtimeMs > DEAD_AFTER_MS) return true
  } catch {
    return false
  }
  const [pid, host] = holder.split('-')
  return host === HOST && [pid, ...list(path)].every((id) => !isAlive(Number(id)))
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function beat(path) {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // Someone took the lock for dead, or removed it by hand. What is being done is done to the end.
  }
}

function list(path) {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function removeIfEmpty(path) {
  try {
    rmdirSync(path)
  } catch {
    // In use by someone else, or gone.
  }
}
