/** Everything of design §3's table that can be wrong with PostgreSQL and with upstream while the program runs. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault as UpstreamFault } from '../helpers/fake-upstream.js'
import type { Held } from '../helpers/held-connections.js'
import type { TcpFault } from '../helpers/tcp-fault-proxy.js'
import type { Rig } from './rig.js'

export interface DependencyFault {
  name: string
  /** Resolves when it has begun; what it resolves with ends it. */
  begin(rig: Rig): Promise<() => Promise<void>>
  /** Whether the program has met it, by all that can be seen from outside. Unless it has, that it goes on shows nothing. */
  noticed(rig: Rig, since: number): Promise<boolean>
}

const lookEveryMs = 50
const lateMs = 3_000

const isLost = async (rig: Rig): Promise<boolean> => (await rig.health()).database !== 'connected'
/** Lost now, or for a moment since: where nothing is wrong but the time that it takes, it is found again at once. */
const databaseNoticed = async (rig: Rig, since: number): Promise<boolean> =>
  lostSince(rig.program.output(), since) || isLost(rig)
/** What is only slow may not be lost: but what happens every second has not happened for three. */
const slowNoticed = async (rig: Rig, since: number): Promise<boolean> =>
  (await databaseNoticed(rig, since)) || (Date.now() - since > lateMs && (await lastSyncAt(rig)) < Date.now() - lateMs)
const lastSyncAt = async (rig: Rig): Promise<number> =>
  Date.parse((await rig.modelsHealth()).last_sync?.observed_at ?? '')

function onTheWay(name: string, fault: TcpFault, noticed = databaseNoticed): DependencyFault {
  return {
    name,
    begin: async ({ way }) => {
      await way.set(fault)
      return () => way.set({ kind: 'pass' })
    },
    noticed,
  }
}

/** Cuts the program's connections again and again, until all that there are belong to somebody else. */
async function takeAllFrom(rig: Rig): Promise<Held> {
  const held = await rig.postgres.useUpConnections()
  do {
    await rig.way.set({ kind: 'reset' })
    await delay(lookEveryMs) // the server sees that they are gone
    await rig.way.set({ kind: 'pass' })
    await delay(lookEveryMs)
  } while (!(await isLost(rig)))
  return held
}

/** The server itself. */
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
    begin: async (rig) => (await takeAllFrom(rig)).release,
    noticed: databaseNoticed,
  },
]

/** The way to it. */
export const wayFaults: readonly DependencyFault[] = [
  onTheWay('PostgreSQL behind 5 s of delay', { kind: 'delay', ms: 5_000 }),
  onTheWay('PostgreSQL behind 1 KB/s', { kind: 'rate', bytesPerSecond: 1_000 }, slowNoticed),
  onTheWay('PostgreSQL in a black hole', { kind: 'blackHole' }),
  onTheWay('connections to PostgreSQL reset', { kind: 'reset' }),
]

export const databaseFaults: readonly DependencyFault[] = [...serverFaults, ...wayFaults]

/** Needs a rig with `diskMb`. */
export const diskFull: DependencyFault = {
  name: "PostgreSQL's disk full",
  begin: async ({ postgres }) => {
    await postgres.fillDisk()
    return async () => {
      await postgres.freeDisk()
      await postgres.start() // it may have given up by itself, as PostgreSQL does where its log cannot be written
    }
  },
  noticed: async (rig, since) => (await databaseNoticed(rig, since)) || (await rig.modelsHealth()).spool.pending > 0,
}

/** The program's log tells that the database was lost, after `since` (Unix milliseconds). */
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

function ofUpstream(name: string, fault: UpstreamFault): DependencyFault {
  return {
    name,
    begin: async ({ upstream }) => {
      upstream.fault(fault)
      return async () => (fault.kind === 'refuse' ? upstream.restore() : upstream.fault(null))
    },
    noticed: async (rig, since) => {
      const { last_sync: last } = await rig.modelsHealth()
      const ended =
        last !== null &&
        Date.parse(last.observed_at) >= since &&
        (last.status === 'failed' || last.status === 'quarantined')
      return ended || (slow.has(fault.kind) && rig.upstream.requests.some(({ at }) => at >= since))
    },
  }
}

/** These are noticed after their deadline of 10 s only: that it was asked is enough. */
const slow = new Set<UpstreamFault['kind']>(['noHeaders', 'drip'])

export const upstreamFaults: readonly DependencyFault[] = [
  ofUpstream('upstream refuses', { kind: 'refuse' }),
  ofUpstream('upstream answers 429', { kind: 'status', code: 429 }),
  ofUpstream('upstream answers 500', { kind: 'status', code: 500 }),
  ofUpstream('upstream sends no headers', { kind: 'noHeaders' }),
  ofUpstream('upstream drips a byte a second', { kind: 'drip', ms: 1_000 }),
  ofUpstream('upstream truncates', { kind: 'truncate', afterBytes: 500, how: 'contentLength' }),
  ofUpstream('upstream sends HTML', { kind: 'html' }),
  ofUpstream('upstream sends wrong types', { kind: 'wrongTypes' }),
  ofUpstream('upstream sends an empty list', { kind: 'emptyList' }),
  ofUpstream('upstream sends half a list', { kind: 'halfList' }),
  ofUpstream('upstream sends a gzip bomb of 200 MB', { kind: 'gzipBomb', bytes: 200 * 1024 ** 2 }),
  ofUpstream('upstream redirects without end', { kind: 'redirectLoop' }),
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
    begin: async (rig) => {
      const endOne = await one.begin(rig)
      const endOther = await other.begin(rig)
      return async () => {
        await endOne()
        await endOther()
      }
    },
    noticed: async (rig, since) => (await one.noticed(rig, since)) && (await other.noticed(rig, since)),
  }
}

export const bothAtOnce: readonly DependencyFault[] = [
  both('PostgreSQL frozen', 'upstream answers 500'),
  both('PostgreSQL killed', 'upstream refuses'),
  both('PostgreSQL in a black hole', 'upstream drips a byte a second'),
  both('connections used up', 'upstream sends half a list'),
]
