/** The faults of PostgreSQL, of the network to it, and of upstream, which tests apply to the running program. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault as UpstreamFault } from '../helpers/fake-upstream.js'
import type { HeldConnections } from '../helpers/held-connections.js'
import type { TcpFault } from '../helpers/tcp-fault-proxy.js'
import type { FaultSetup } from './fault-setup.js'

export interface DependencyFault {
  name: string
  /** Starts the fault. Resolves with a function that ends it. */
  begin(setup: FaultSetup): Promise<() => Promise<void>>
  /** Whether the program has detected the fault, as seen from outside. Until then, continued operation proves nothing. */
  noticed(setup: FaultSetup, since: number): Promise<boolean>
}

const pollMs = 50
const lateMs = 3_000

const isLost = async (setup: FaultSetup): Promise<boolean> => (await setup.health()).database !== 'connected'
/** Lost now, or at some time since: after a short fault the database is soon reconnected. */
const databaseNoticed = async (setup: FaultSetup, since: number): Promise<boolean> =>
  lostSince(setup.program.output(), since) || isLost(setup)
/** A slow database need not be lost, but then no sync, of which there is one per second, has ended for three seconds. */
const slowNoticed = async (setup: FaultSetup, since: number): Promise<boolean> =>
  (await databaseNoticed(setup, since)) ||
  (Date.now() - since > lateMs && (await lastSyncAt(setup)) < Date.now() - lateMs)
const lastSyncAt = async (setup: FaultSetup): Promise<number> =>
  Date.parse((await setup.modelsHealth()).last_sync?.observed_at ?? '')

function networkFault(name: string, fault: TcpFault, noticed = databaseNoticed): DependencyFault {
  return {
    name,
    begin: async ({ proxy }) => {
      await proxy.set(fault)
      return () => proxy.set({ kind: 'pass' })
    },
    noticed,
  }
}

/** Ends the program's connections until all of the server's connections are held. */
async function takeAllConnections(setup: FaultSetup): Promise<HeldConnections> {
  const held = await setup.postgres.exhaustConnections()
  do {
    await setup.proxy.set({ kind: 'reset' })
    await delay(pollMs) // the server notices their end
    await setup.proxy.set({ kind: 'pass' })
    await delay(pollMs)
  } while (!(await isLost(setup)))
  return held
}

/** Faults of the server itself. */
export const serverFaults: readonly DependencyFault[] = [
  {
    name: 'PostgreSQL frozen',
    begin: async ({ postgres }) => {
      await postgres.freeze()
      return postgres.thaw
    },
    noticed: databaseNoticed,
  },
  {
    name: 'PostgreSQL killed',
    begin: async ({ postgres }) => {
      await postgres.kill()
      return postgres.start
    },
    noticed: databaseNoticed,
  },
  {
    name: 'PostgreSQL restarted',
    begin: async ({ postgres }) => {
      await postgres.stop()
      await postgres.start()
      return async () => {}
    },
    noticed: databaseNoticed,
  },
  {
    name: 'all backends terminated, again and again',
    begin: async ({ postgres }) => {
      const stop = new AbortController()
      const terminating = (async () => {
        while (!stop.signal.aborted) {
          await postgres.terminateBackends().catch(() => 0)
          await delay(200, undefined, { signal: stop.signal }).catch(() => {})
        }
      })()
      return async () => {
        stop.abort(new Error('over'))
        await terminating
      }
    },
    noticed: databaseNoticed,
  },
  {
    name: 'connections used up',
    begin: async (setup) => (await takeAllConnections(setup)).release,
    noticed: databaseNoticed,
  },
]

/** Faults of the network. */
export const networkFaults: readonly DependencyFault[] = [
  networkFault('PostgreSQL behind 5 s of delay', { kind: 'delay', ms: 5_000 }),
  networkFault('PostgreSQL behind 1 KB/s', { kind: 'rate', bytesPerSecond: 1_000 }, slowNoticed),
  networkFault('PostgreSQL in a black hole', { kind: 'blackHole' }),
  networkFault('connections to PostgreSQL reset', { kind: 'reset' }),
]

export const databaseFaults: readonly DependencyFault[] = [...serverFaults, ...networkFaults]

/** Requires a setup with `diskMb`. */
export const diskFull: DependencyFault = {
  name: "PostgreSQL's disk full",
  begin: async ({ postgres }) => {
    await postgres.fillDisk()
    return async () => {
      await postgres.freeDisk()
      await postgres.start() // it may have stopped: PostgreSQL does if it cannot write its log
    }
  },
  noticed: async (setup, since) =>
    (await databaseNoticed(setup, since)) || (await setup.modelsHealth()).spool.pending > 0,
}

/** Whether the log reports a lost database after `since` (Unix milliseconds). */
function lostSince(output: string, since: number): boolean {
  return output.split('\n').some((line) => line.includes('"state":"lost"') && timeOf(line) >= since)
}

function timeOf(line: string): number {
  try {
    const { time } = JSON.parse(line) as { time: number | string }
    return typeof time === 'number' ? time : Date.parse(time)
  } catch {
    return 0
  }
}

function upstreamFault(name: string, fault: UpstreamFault): DependencyFault {
  return {
    name,
    begin: async ({ upstream }) => {
      upstream.fault(fault)
      return async () => (fault.kind === 'refuse' ? upstream.restore() : upstream.fault(null))
    },
    noticed: async (setup, since) => {
      const { last_sync: last } = await setup.modelsHealth()
      const ended =
        last !== null &&
        Date.parse(last.observed_at) >= since &&
        (last.status === 'failed' || last.status === 'quarantined')
      return ended || (slow.has(fault.kind) && setup.upstream.requests.some(({ at }) => at >= since))
    },
  }
}

/** Faults that the program only detects after its deadline of 10 s. For these, a request to upstream is enough. */
const slow = new Set<UpstreamFault['kind']>(['noHeaders', 'drip'])

export const upstreamFaults: readonly DependencyFault[] = [
  upstreamFault('upstream refuses', { kind: 'refuse' }),
  upstreamFault('upstream responds with 429', { kind: 'status', code: 429 }),
  upstreamFault('upstream responds with 500', { kind: 'status', code: 500 }),
  upstreamFault('upstream sends no headers', { kind: 'noHeaders' }),
  upstreamFault('upstream drips a byte a second', { kind: 'drip', ms: 1_000 }),
  upstreamFault('upstream truncates', { kind: 'truncate', afterBytes: 500, how: 'contentLength' }),
  upstreamFault('upstream sends HTML', { kind: 'html' }),
  upstreamFault('upstream sends wrong types', { kind: 'wrongTypes' }),
  upstreamFault('upstream sends an empty list', { kind: 'emptyList' }),
  upstreamFault('upstream sends half a list', { kind: 'halfList' }),
  upstreamFault('upstream sends a gzip bomb of 200 MB', { kind: 'gzipBomb', bytes: 200 * 1024 ** 2 }),
  upstreamFault('upstream redirects without end', { kind: 'redirectLoop' }),
]

function both(database: string, upstream: string): DependencyFault {
  const find = (faults: readonly DependencyFault[], name: string): DependencyFault => {
    const found = faults.find((fault) => fault.name === name)
    if (found === undefined) throw new Error(`there is no fault "${name}"`)
    return found
  }
  const one = find(databaseFaults, database)
  const other = find(upstreamFaults, upstream)
  return {
    name: `${one.name}, and ${other.name}`,
    begin: async (setup) => {
      const endOne = await one.begin(setup)
      const endOther = await other.begin(setup)
      return async () => {
        await endOne()
        await endOther()
      }
    },
    noticed: async (setup, since) => (await one.noticed(setup, since)) && (await other.noticed(setup, since)),
  }
}

export const bothAtOnce: readonly DependencyFault[] = [
  both('PostgreSQL frozen', 'upstream responds with 500'),
  both('PostgreSQL killed', 'upstream refuses'),
  both('PostgreSQL in a black hole', 'upstream drips a byte a second'),
  both('connections used up', 'upstream sends half a list'),
]
