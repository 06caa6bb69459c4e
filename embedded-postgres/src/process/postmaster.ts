import { once } from 'node:events'
import { chown, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from '../binaries/find-binaries.js'
import { PG_HBA, postgresqlConf } from '../cluster/settings.js'
import type { Layout } from '../data-dir/layout.js'
import { EmbeddedFailed } from '../errors.js'
import { type Guarded, startGuarded } from './guard.js'
import { type Owner, pathForServer } from './owner.js'
import { readPostmasterPid } from './postmaster-pid.js'
import { failureText } from './run.js'
import { openServerLog, type ServerLog } from './server-log.js'

/** A running server; named as PostgreSQL names its main process. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<unknown>
  /** Fast shutdown (20 s), then immediate shutdown (5 s), then SIGKILL. */
  stop(): Promise<void>
}

export interface LaunchOptions {
  readonly layout: Layout
  readonly binaries: Binaries
  readonly owner: Owner
  readonly signal?: AbortSignal | undefined
}

const POLL_MS = 10
/** Recovery after a crash reads at most `max_wal_size` of log, which takes seconds. */
const READY_WITHIN_MS = 120_000
const FAST_MS = 20_000
const IMMEDIATE_MS = 5000
/** Another program may take the free port first. */
const PORT_ATTEMPTS = 5
const PORT_TAKEN = /could not create any TCP\/IP sockets/

/**
 * Starts a server on a complete cluster that no other server uses, and waits until it accepts connections.
 *
 * @throws EmbeddedFailed with the end of the server's log, or the signal's reason; the server has ended by then
 */
export async function launch(options: LaunchOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const log = await openServerLog(options.layout.log)
    try {
      return await launchOnce(options, log)
    } catch (error) {
      options.signal?.throwIfAborted()
      const output = await log.read()
      if (attempt < PORT_ATTEMPTS && PORT_TAKEN.test(output)) continue
      const reason = error instanceof Error ? error.message : String(error)
      throw new EmbeddedFailed(failureText(`PostgreSQL did not start: ${reason}`, output), { cause: error })
    } finally {
      await log.close()
    }
  }
}

async function launchOnce({ layout, binaries, owner, signal }: LaunchOptions, log: ServerLog): Promise<Postmaster> {
  const port = await findFreePort()
  await writeSettings(layout, owner, 'postgresql.conf', postgresqlConf(port))
  await writeSettings(layout, owner, 'pg_hba.conf', PG_HBA)
  signal?.throwIfAborted()
  const stale = await readPostmasterPid(layout.cluster)
  const guarded = startGuarded({
    file: binaries.postgres,
    args: ['-D', pathForServer(layout.cluster, owner)],
    cwd: layout.cluster,
    owner,
    stopSignal: 'INT',
    output: log.fd,
  })
  try {
    const pid = await waitUntilReady(layout.cluster, stale?.pid, guarded, signal)
    // A running server alone does not keep this program alive.
    guarded.child.unref()
    return { pid, port, exited: guarded.exited.catch(() => undefined), stop: () => stop(guarded) }
  } catch (error) {
    await stop(guarded)
    throw error
  }
}

/** Never writes through an existing file: the cluster belongs to the server's user, and a link in it could lead anywhere. */
async function writeSettings({ home, cluster }: Layout, owner: Owner, name: string, content: string): Promise<void> {
  const unfinished = join(home, name)
  await rm(unfinished, { force: true })
  await writeFile(unfinished, content, { flag: 'wx', mode: 0o600 })
  if (owner.switches) await chown(unfinished, owner.uid, owner.gid)
  await rename(unfinished, join(cluster, name))
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new EmbeddedFailed('the system gave no free port')
  return address.port
}

async function waitUntilReady(
  cluster: string,
  stalePid: number | undefined,
  guarded: Guarded,
  signal?: AbortSignal,
): Promise<number> {
  let ended: string | undefined
  guarded.exited.then(
    (code) => (ended = `it ended with exit code ${String(code)}`),
    (error: unknown) => (ended = String(error)),
  )
  for (let waited = 0; waited <= READY_WITHIN_MS; waited += POLL_MS) {
    if (ended !== undefined) throw new Error(ended)
    const found = await readPostmasterPid(cluster)
    if (found?.ready && found.pid !== stalePid) return found.pid
    await delay(POLL_MS, undefined, { signal })
  }
  throw new Error('it was not ready within two minutes')
}

async function stop(guarded: Guarded): Promise<void> {
  guarded.child.ref()
  const steps = [
    ['INT', FAST_MS],
    ['QUIT', IMMEDIATE_MS],
    ['KILL', IMMEDIATE_MS],
  ] as const
  for (const [signal, ms] of steps) {
    guarded.send(signal)
    if (await endsWithin(guarded, ms)) return
  }
  guarded.abandon()
}

async function endsWithin({ exited }: Guarded, ms: number): Promise<boolean> {
  const timer = new AbortController()
  const ended = exited.then(
    () => true,
    () => true,
  )
  const timedOut = delay(ms, false, { signal: timer.signal }).catch(() => false)
  try {
    return await Promise.race([ended, timedOut])
  } finally {
    timer.abort()
  }
}
