/**
 * Finds and stops PostgreSQL processes that an earlier run left behind on a cluster: a server whose guard was killed together
 * with its program, or one that is still shutting down.
 *
 * They are found by their working directory, which is the cluster for every PostgreSQL process. Neither `postmaster.pid` nor
 * a process id proves anything: after a crash or a reboot, the id may belong to another program.
 */
import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { EmbeddedFailed, errorCode } from '../errors.js'
import type { Log } from '../log.js'
import { ROOT } from './owner.js'
import { readPostmasterPid } from './postmaster-pid.js'
import { ownUser } from './this-process.js'

const POLL_MS = 20
/** How long a fast shutdown (with a checkpoint) may take, and then each harder signal. */
const FAST_MS = 20_000
const IMMEDIATE_MS = 5000

/**
 * Stops what still runs in `dir`, gracefully if possible, and removes a stale `postmaster.pid`. Without /proc (macOS) nothing
 * is stopped or removed: this waits for a server that is shutting down, and PostgreSQL's own lock decides the rest.
 *
 * @throws EmbeddedFailed if something cannot be stopped
 */
export async function stopLeftovers(dir: string, log: Log, signal?: AbortSignal): Promise<void> {
  const pids = await findProcesses(dir)
  if (pids === null) return waitForPostmaster(dir, signal)
  if (pids.length > 0) await stopAll(dir, pids, log, signal)
  await rm(join(dir, 'postmaster.pid'), { force: true })
}

const NO_PROC = '?'

/** Ignores other programs, such as a shell that somebody opened in the directory. */
const FIND_SCRIPT = `
[ -e /proc/self/cwd ] || { printf '${NO_PROC}'; exit; }
for process in /proc/[0-9]*; do
  [ "$process/cwd" -ef . ] && read -r name <"$process/comm" || continue
  case $name in postgres|initdb) echo "\${process#/proc/}" ;; esac
done 2>/dev/null`

/** The ids of the PostgreSQL processes whose working directory is `dir`; null on a system without /proc. */
export async function findProcesses(dir: string): Promise<number[] | null> {
  const printed = await runAsOwner(dir, FIND_SCRIPT)
  if (printed === null) return []
  if (printed === NO_PROC) return null
  return printed.split('\n').filter(Boolean).map(Number)
}

/**
 * Runs a shell script in a directory as the directory's owner. Returns its output, or null if the directory is missing.
 *
 * In a container root itself may not inspect other users' processes. Also, the system then refuses to signal a process of
 * another user whose id was reused.
 */
async function runAsOwner(dir: string, script: string, ...args: string[]): Promise<string | null> {
  const owner = await stat(dir).catch(() => null)
  if (owner === null) return null
  const identity = (await ownUser()).uid === ROOT ? { uid: owner.uid, gid: owner.gid } : {}
  try {
    const options = { ...identity, cwd: dir, env: {} }
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script, 'sh', ...args], options)
    return stdout
  } catch (error) {
    // The directory was removed meanwhile.
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Waits up to 20 s for the process that `postmaster.pid` names to end. */
export async function waitForPostmaster(dir: string, signal?: AbortSignal): Promise<void> {
  for (let waited = 0; waited <= FAST_MS; waited += POLL_MS) {
    const postmaster = await readPostmasterPid(dir)
    if (postmaster === null) return
    const gone = await runAsOwner(dir, 'kill -s 0 "$1" 2>/dev/null || echo gone', String(postmaster.pid))
    if (gone) return
    await delay(POLL_MS, undefined, { signal })
  }
}

async function stopAll(dir: string, pids: readonly number[], log: Log, signal?: AbortSignal): Promise<void> {
  log.warn({ pids }, 'stopping a PostgreSQL server left behind by an earlier run')
  const postmaster = await readPostmasterPid(dir)
  if (postmaster !== null && pids.includes(postmaster.pid))
    await signalAll(dir, [postmaster.pid], postmaster.standalone ? 'TERM' : 'INT')
  // Without a postmaster, its children end by themselves once they notice.
  if (await areGoneWithin(dir, FAST_MS, signal)) return
  for (const name of ['QUIT', 'KILL'] as const) {
    const remaining = (await findProcesses(dir)) ?? []
    log.warn({ pids: remaining, signal: name }, 'PostgreSQL did not shut down gracefully')
    await signalAll(dir, remaining, name)
    if (await areGoneWithin(dir, IMMEDIATE_MS, signal)) return
  }
  const remaining = (await findProcesses(dir)) ?? []
  throw new EmbeddedFailed(`PostgreSQL processes of an earlier run cannot be stopped: ${remaining.join(', ')}`)
}

async function areGoneWithin(dir: string, ms: number, signal?: AbortSignal): Promise<boolean> {
  for (let waited = 0; waited <= ms; waited += POLL_MS) {
    if ((await findProcesses(dir))?.length === 0) return true
    await delay(POLL_MS, undefined, { signal })
  }
  return false
}

async function signalAll(dir: string, pids: readonly number[], name: 'INT' | 'TERM' | 'QUIT' | 'KILL'): Promise<void> {
  // Some may have ended already. Whether any are left is checked afterwards.
  await runAsOwner(dir, 'kill -s "$@" 2>/dev/null || :', name, ...pids.map(String))
}
