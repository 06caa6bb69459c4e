import { chown, open, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from './binaries.js'
import { EmbeddedFailed } from './errors.js'
import { type Guarded, startGuarded } from './guard.js'
import type { Layout } from './layout.js'
import { type Owner, pathForServer } from './owner.js'
import { readPostmasterPid } from './postmaster-pid.js'
import { lastLines } from './run.js'
import { openServerLog, type ServerLog } from './server-log.js'
import { PG_HBA, postgresqlConf } from './settings.js'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<unknown>
  /** Ends it: in order if it can (20 s), else at once (5 s), else by force. */
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
const IN_ORDER_MS = 20_000
const AT_ONCE_MS = 5000
/** Another program may take the free port first. */
const PORT_ATTEMPTS = 5
const PORT_TAKEN = /could not create any TCP\/IP sockets/

/**
 * Starts a server on a complete cluster that no other runs on, and waits until it accepts connections. Throws EmbeddedFailed with
 * the end of the server's log, or the signal's reason; the server has ended by then.
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
      throw new EmbeddedFailed(`PostgreSQL did not start: ${reason}\n${lastLines(output)}`.trim(), { cause: error })
    } finally {
      await log.close()
    }
  }
}

async function launchOnce({ layout, binaries, owner, signal }: LaunchOptions, log: ServerLog): Promise<Postmaster> {
  const port = await freePort()
  await writeSettings(layout, owner, 'postgresql.conf', postgresqlConf(port))
  await writeSettings(layout, owner, 'pg_hba.conf', PG_HBA)
  signal?.throwIfAborted()
  const stale = await readPostmasterPid(layout.cluster)
  const guarded = startGuarded({
    file: binaries.postgres,
    args: ['-D', pathForServer(layout.cluster, owner)],
    cwd: layout.cluster,
    owner,
    farewell: 'INT',
    output: log.fd,
  })
  try {
    const pid = await untilReady(layout.cluster, stale?.pid, guarded, signal)
    // From now on it is a server, which alone is no reason for a program to go on.
    guarded.child.unref()
    return { pid, port, exited: guarded.exited.catch(() => undefined), stop: () => stop(guarded) }
  } catch (error) {
    await stop(guarded)
    throw error
  }
}

/** As the cluster's directory is the server's own, it is never written through: a link in it could lead anywhere. */
async function writeSettings({ home, cluster }: Layout, owner: Owner, name: string, content: string): Promise<void> {
  const unfinished = join(home, name)
  await rm(unfinished, { force: true })
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(content)
    if (owner.switches) await chown(unfinished, owner.uid, owner.gid)
  } finally {
    await file.close()
  }
  await rename(unfinished, join(cluster, name))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new EmbeddedFailed('the system gave no free port')
  return address.port
}

async function untilReady(
  cluster: string,
  stale: number | undefined,
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
    if (found?.ready && found.pid !== stale) return found.pid
    await delay(POLL_MS, undefined, { signal })
  }
  throw new Error('it was not ready within two minutes')
}

async function stop(guarded: Guarded): Promise<void> {
  guarded.child.ref()
  guarded.send('INT')
  if (await endsWithin(guarded, IN_ORDER_MS)) return
  guarded.send('QUIT')
  if (await endsWithin(guarded, AT_ONCE_MS)) return
  guarded.send('KILL')
  if (await endsWithin(guarded, AT_ONCE_MS)) return
  guarded.abandon()
}

async function endsWithin({ exited }: Guarded, ms: number): Promise<boolean> {
  const patience = new AbortController()
  const ended = exited.then(
    () => true,
    () => true,
  )
  const tooLong = delay(ms, false, { signal: patience.signal }).catch(() => false)
  try {
    return await Promise.race([ended, tooLong])
  } finally {
    patience.abort()
  }
}
