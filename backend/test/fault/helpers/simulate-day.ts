/**
 * Simulates a day of many replicas in memory: the real revalidation and snapshot store of each, on a minimal database, lease and upstream.
 * Each replica has a clock that is off by up to a second, and is requested all day long.
 */
import { EventEmitter } from 'node:events'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { emptyCatalogue, type Catalogue } from '../../../src/catalogue/catalogue.js'
import type { Clock } from '../../../src/lib/clock.js'
import type { SyncContext } from '../../../src/sync/sync-context.js'
import { DatabaseUnavailable } from '../../../src/postgres/database-error.js'
import { createRevalidation, type Revalidation } from '../../../src/sync/revalidation.js'
import { createSnapshotStore, type SnapshotStore } from '../../../src/snapshot/snapshot-store.js'
import { createDayClock, type DayClock } from './day-clock.js'
import { seededRandom } from './random.js'

const minute = 60_000
export const hour = 60 * minute
const day = 24 * hour
const intervalMs = 240_000
const ttlMs = 300_000
const pollMs = 10_000
const leaseMs = 15_000
const fetchMs = 2_000
const readEveryMs = 10_000

/** A period in milliseconds since midnight. */
export type Span = readonly [from: number, until: number]

export interface DayPlan {
  replicas: number
  seed: number
  /** Share of the replicas that receive NOTIFY. */
  notified: number
  databaseAway: readonly Span[]
  upstreamFails: readonly Span[]
  /** The lease holder dies before its fetch returns, and restarts a minute later. */
  holdersDie: readonly Span[]
}

export interface Day {
  /** The times of all fetches in milliseconds since midnight. */
  calls: number[]
  /** The highest age in any response within a period, in milliseconds. */
  worstAge(span: Span): number
  /** Observations that are neither in the log nor in a spool. */
  lost: number
  /** Number of stale responses within a period. */
  stale(span: Span): number
}

interface Observed {
  key: number
  observedAt: number
  catalogue: Catalogue
}

interface World {
  clock: DayClock
  start: number
  plan: DayPlan
  calls: number[]
  syncs: Map<number, Observed>
  newest: Observed | null
  attemptedAt: number | null
  fetchStartedAt: number | null
  lease: { holder: object | null; until: number }
  everObserved: number
  replicas: Replica[]
}

interface Replica {
  clock: Clock
  snapshots: SnapshotStore
  revalidation: Revalidation
  spool: Observed[]
  alive: boolean
  notified: boolean
}

export async function simulateDay(plan: DayPlan): Promise<Day> {
  const start = Date.parse('2026-03-01T00:00:00Z')
  const world: World = {
    clock: createDayClock(start),
    start,
    plan,
    calls: [],
    syncs: new Map(),
    newest: null,
    attemptedAt: null,
    fetchStartedAt: null,
    lease: { holder: null, until: 0 },
    everObserved: 0,
    replicas: [],
  }
  const random = seededRandom(plan.seed)
  const responses: { at: number; age: number; stale: boolean }[] = []
  for (let nr = 0; nr < plan.replicas; nr++)
    void live(
      world,
      {
        nr,
        skewMs: Math.round((random() - 0.5) * 2_000),
        bornMs: 1_000 * Math.floor(random() * 60),
        notified: random() < plan.notified,
      },
      responses,
    )
  await world.clock.runUntil(start + day)
  for (const { revalidation } of world.replicas) void revalidation.stop()
  const within = ([from, until]: Span) => responses.filter(({ at }) => at >= from && at < until)
  const waiting = world.replicas.flatMap(({ spool }) => spool)
  const known = new Set([...world.syncs.keys(), ...waiting.map(({ key }) => key)])
  return {
    calls: world.calls,
    worstAge: (span) => within(span).reduce((worst, { age }) => Math.max(worst, age), 0),
    stale: (span) => within(span).filter(({ stale }) => stale).length,
    lost: world.everObserved - known.size,
  }
}

const isIn = ({ clock, start }: World, spans: readonly Span[]): boolean =>
  spans.some(([from, until]) => clock.now() - start >= from && clock.now() - start < until)
const databaseIsThere = (world: World): boolean => !isIn(world, world.plan.databaseAway)

interface Life {
  nr: number
  skewMs: number
  bornMs: number
  notified: boolean
}

/** The life of one replica, restarted whenever it dies, with regular requests. */
async function live(world: World, life: Life, responses: { at: number; age: number; stale: boolean }[]): Promise<void> {
  const spool: Observed[] = [] // on its disk
  await world.clock.sleep(life.bornMs)
  for (;;) {
    const replica = createReplica(world, life, spool)
    world.replicas.push(replica)
    await replica.revalidation.loadFromDatabase()
    void replica.revalidation.revalidate('start')
    replica.revalidation.start()
    let wasThere = databaseIsThere(world)
    while (replica.alive) {
      await world.clock.sleep(readEveryMs)
      if (databaseIsThere(world) && !wasThere) void replica.revalidation.replaySpool()
      wasThere = databaseIsThere(world)
      const { snapshots } = replica
      if (!replica.alive || snapshots.current() === null) continue
      const stale = snapshots.state() === 'stale'
      responses.push({ at: world.clock.now() - world.start, age: snapshots.ageMs() ?? 0, stale })
      if (stale) void replica.revalidation.revalidate('stale')
    }
    void replica.revalidation.stop()
    await world.clock.sleep(minute)
  }
}

function createReplica(world: World, { nr, skewMs, notified }: Life, spool: Observed[]): Replica {
  const clock: Clock = { now: () => world.clock.now() + skewMs, sleep: (ms, signal) => world.clock.sleep(ms, signal) }
  const snapshots = createSnapshotStore({ clock, ttlMs })
  const ctx = {
    clock,
    snapshots,
    holder: String(nr),
    events: new EventEmitter(),
    db: { status: () => ({ state: databaseIsThere(world) ? 'connected' : 'lost' }) },
    spool: { status: () => ({ pending: spool.length }), settle: async () => {} },
  } as unknown as SyncContext
  const replica: Replica = {
    clock,
    snapshots,
    spool,
    alive: true,
    notified,
    revalidation: null as unknown as Revalidation,
  }
  const steps = {
    readDatabase: async () => readDatabase(world, replica),
    sync: (_: SyncContext, { skipIfAttemptedSince }: { skipIfAttemptedSince: number | null }) =>
      syncOnce(world, replica, ctx, skipIfAttemptedSince),
    replaySpool: async () => {
      for (const observed of spool.splice(0)) commit(world, observed)
    },
  }
  replica.revalidation = createRevalidation({ ctx, intervalMs, ttlMs, pollMs, steps })
  return replica
}

async function readDatabase(world: World, { snapshots }: Replica) {
  if (!databaseIsThere(world)) throw new DatabaseUnavailable('away')
  const { newest, attemptedAt, fetchStartedAt } = world
  if (newest)
    await snapshots.offer({
      catalogue: newest.catalogue,
      tier: 'database',
      confirmedAt: newest.observedAt,
      changedAt: newest.observedAt,
    })
  return {
    newest: newest ? { appliedId: newest.key, appliedAt: newest.observedAt, confirmedAt: newest.observedAt } : null,
    attemptedAt,
    fetchStartedAt,
    rewrites: 0,
    schema: null,
  }
}

/** A sync, as far as other replicas can observe it. */
async function syncOnce(
  world: World,
  replica: Replica,
  ctx: SyncContext,
  skipIfAttemptedSince: number | null,
): Promise<Sync | null> {
  const me = {}
  const leased = databaseIsThere(world)
  if (leased) {
    if (world.lease.until > world.clock.now()) return null
    if (
      skipIfAttemptedSince !== null &&
      Math.max(world.attemptedAt ?? -Infinity, world.fetchStartedAt ?? -Infinity) > skipIfAttemptedSince
    )
      return null
    world.fetchStartedAt = replica.clock.now()
    world.lease = { holder: me, until: world.clock.now() + leaseMs }
  }
  world.calls.push(world.clock.now() - world.start)
  if (leased && isIn(world, world.plan.holdersDie)) {
    replica.alive = false
    return null // the process is dead
  }
  await world.clock.sleep(fetchMs)
  const failed = isIn(world, world.plan.upstreamFails)
  const observed: Observed = {
    key: ++world.everObserved,
    observedAt: replica.clock.now(),
    catalogue: catalogueAt(world),
  }
  if (leased && databaseIsThere(world) && world.lease.holder === me && world.lease.until > world.clock.now())
    commit(world, observed, failed)
  else if (failed)
    world.everObserved -= 1 // nothing was observed
  else replica.spool.push(observed)
  if (world.lease.holder === me) world.lease.until = world.clock.now()
  if (!failed)
    await replica.snapshots.offer({
      catalogue: observed.catalogue,
      tier: 'upstream',
      confirmedAt: observed.observedAt,
      changedAt: observed.observedAt,
    })
  const done = {
    id: null,
    observed_at: new Date(observed.observedAt).toISOString(),
    status: failed ? 'failed' : 'applied',
    detail: failed ? 'upstream failed' : null,
  } as Sync
  ctx.events.emit('sync', done)
  return done
}

function commit(world: World, observed: Observed, failed = false): void {
  world.syncs.set(observed.key, observed)
  world.attemptedAt = Math.max(world.attemptedAt ?? 0, observed.observedAt)
  if (!failed && observed.observedAt >= (world.newest?.observedAt ?? 0)) world.newest = observed
  for (const { revalidation, alive, notified } of world.replicas)
    if (alive && notified) void revalidation.loadFromDatabase()
}

/** Upstream changes every 20 minutes. */
function catalogueAt({ clock }: World): Catalogue {
  return { ...emptyCatalogue, hash: `at ${Math.floor(clock.now() / (20 * minute))}` }
}
