/**
 * Processes that an earlier run left behind on a cluster: a postmaster whose guard was killed together with its program, or one
 * that is still shutting down.
 *
 * They are found by their working directory, which for every PostgreSQL process is the cluster. Neither `postmaster.pid`
 * nor a process id proves anything: after a crash or a restart of the machine, the id may be another program's.
 */
import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { EmbeddedFailed, errorCode } from './errors.js'
import type { Log } from './log.js'
import { readPostmasterPid } from './postmaster-pid.js'
import { ownUser } from './this-process.js'

const ROOT = 0
const POLL_MS = 20
/** How long each way of stopping gets: in order (with a checkpoint), at once (recovery follows), by force. */
const IN_ORDER_MS = 20_000
const AT_ONCE_MS = 5000

/**
 * Stops what still runs in `dir`, in order if it can, and then removes a `postmaster.pid` that nobody stands behind any more.
 * Throws EmbeddedFailed where something cannot be stopped. On a system without /proc (macOS) nothing is stopped or removed:
 * a server that is shutting down is waited for, and otherwise PostgreSQL's own lock decides.
 */
export async function stopLeftovers(dir: string, log: Log, signal?: AbortSignal): Promise<void> {
  const found = await processesIn(dir)
  if (found === null) return untilLeaderGone(dir, signal)
  if (found.length > 0) await stopAll(dir, found, log, signal)
  await rm(join(dir, 'postmaster.pid'), { force: true })
}

/** Ids of the PostgreSQL processes whose working directory is `dir`, or null where the system does not tell. */
export async function processesIn(dir: string): Promise<number[] | null> {
  const printed = await asHolder(dir, FIND)
  if (printed === null) return []
  if (printed === UNKNOWN) return null
  return printed.split('\n').filter(Boolean).map(Number)
}

const UNKNOWN = '?'

/** A shell that somebody opened in the directory is not ours to stop, hence the look at the program's name. */
const FIND = `
[ -e /proc/self/cwd ] || { printf '${UNKNOWN}'; exit; }
for process in /proc/[0-9]*; do
  [ "$process/cwd" -ef . ] && read -r name <"$process/comm" || continue
  case $name in postgres|initdb) echo "\${process#/proc/}" ;; esac
done 2>/dev/null`

/**
 * Runs a shell script in a directory, as the user whose directory it is; returns what it prints, or null without the directory.
 * As that user, because in a container root itself may not look at other users' processes, and because the system then
 * refuses a signal to a process that is not theirs, should an id have changed hands.
 */
async function asHolder(dir: string, script: string, ...args: string[]): Promise<string | null> {
  const holder = await stat(dir).catch(() => null)
  if (holder === null) return null
  const identity = (await ownUser()).uid === ROOT ? { uid: holder.uid, gid: holder.gid } : {}
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script, 'sh', ...args], {
      ...identity,
      cwd: dir,
      env: {},
    })
    return stdout
  } catch (error) {
    // Removed since it was looked at.
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Waits, 20 s at most, while there is a process of the id that `postmaster.pid` names. */
export async function untilLeaderGone(dir: string, signal?: AbortSignal): Promise<void> {
  for (let waited = 0; waited <= IN_ORDER_MS; waited += POLL_MS) {
    const leader = await readPostmasterPid(dir)
    if (leader === null || (await asHolder(dir, 'kill -s 0 "$1" 2>/dev/null || echo gone', String(leader.pid)))) return
    await delay(POLL_MS, undefined, { signal })
  }
}

async function stopAll(dir: string, found: readonly number[], log: Log, signal?: AbortSignal): Promise<void> {
  log.warn({ pids: found }, 'stopping a PostgreSQL that an earlier run left behind')
  const leader = await readPostmasterPid(dir)
  if (leader !== null && found.includes(leader.pid))
    await signalAll(dir, [leader.pid], leader.standalone ? 'TERM' : 'INT')
  // Without a leader, the rest ends by itself as soon as it notices.
  if (await goneWithin(dir, IN_ORDER_MS, signal)) return
  for (const name of ['QUIT', 'KILL'] as const) {
    const pids = (await processesIn(dir)) ?? []
    log.warn({ pids, signal: name }, 'PostgreSQL did not stop in order')
    await signalAll(dir, pids, name)
    if (await goneWithin(dir, AT_ONCE_MS, signal)) return
  }
  throw new EmbeddedFailed(
    `PostgreSQL processes of an earlier run cannot be stopped: ${((await processesIn(dir)) ?? []).join(', ')}`,
  )
}

async function goneWithin(dir: string, ms: number, signal?: AbortSignal): Promise<boolean> {
  for (let waited = 0; waited <= ms; waited += POLL_MS) {
    if ((await processesIn(dir))?.length === 0) return true
    await delay(POLL_MS, undefined, { signal })
  }
  return false
}

async function signalAll(dir: string, pids: readonly number[], name: 'INT' | 'TERM' | 'QUIT' | 'KILL'): Promise<void> {
  // What has ended meanwhile cannot be signalled; whether anything is left is looked up afterwards.
  await asHolder(dir, 'kill -s "$@" 2>/dev/null || :', name, ...pids.map(String))
}
