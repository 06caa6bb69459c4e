import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SyncContext } from '../../src/sync/sync-context.js'
import { createPendingPublish } from '../../src/sync/pending-publish.js'
import { createEvents } from '../../src/observe/events.js'
import { externalLocation } from '../../src/postgres/connection/location.js'
import { createDatabase, type Database } from '../../src/postgres/database.js'
import type { ProgramSchema } from '../../src/postgres/migrate.js'
import { createSnapshotStore } from '../../src/snapshot/snapshot-store.js'
import { openSpool } from '../../src/snapshot/spool.js'
import { sync } from '../../src/sync/sync.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'
import { createTestDatabase } from './postgres.js'

/** The dependencies of a sync: a real database, and an upstream and a clock that the test controls. */
export interface SyncFixture {
  ctx: SyncContext
  db: Database
  clock: FakeClock
  dataDir: string
  /** What fetches return from now on: models, raw bytes, or an error. */
  setUpstream(response: readonly unknown[] | Buffer | Error): void
  fetchCount(): number
  sync(): ReturnType<typeof sync>
  close(): Promise<void>
}

export interface SyncFixtureOptions {
  /** A database to share with another fixture. */
  databaseUrl?: string
  clock?: FakeClock
  holder?: string
  /** The schema that the program expects; the current one if absent. */
  schema?: ProgramSchema
}

export async function createSyncFixture(options: SyncFixtureOptions = {}): Promise<SyncFixture> {
  const migrated = options.schema === undefined
  const database = options.databaseUrl === undefined ? await createTestDatabase({ migrated }) : null
  const url = options.databaseUrl ?? database!.url
  const clock = options.clock ?? createFakeClock()
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-fixture-'))
  const db = await connect(url, options.schema)
  let response: readonly unknown[] | Buffer | Error = []
  let fetches = 0
  const ctx: SyncContext = {
    db,
    clock,
    snapshots: createSnapshotStore({ clock, ttlMs: 300_000 }),
    spool: await openSpool(dataDir),
    pendingPublish: createPendingPublish(),
    events: createEvents(),
    onNews: async () => {},
    holder: options.holder ?? 'fixture',
    maxShrinkPercent: 20,
    maxGrowthPercent: 100,
    leaseTtlMs: 60_000,
    upstream: {
      fetchModels: async () => {
        fetches++
        if (response instanceof Error) throw response
        return {
          bytes: Buffer.isBuffer(response) ? response : Buffer.from(JSON.stringify({ data: response })),
          pages: 1,
          durationMs: 1,
        }
      },
      fetchDocument: async () => null,
      breaker: { state: () => 'closed' },
      documentBreaker: { state: () => 'closed' },
      close: async () => {},
    },
  }
  return {
    ctx,
    db,
    clock,
    dataDir,
    setUpstream: (next) => {
      response = next
    },
    fetchCount: () => fetches,
    sync: () => sync(ctx, { skipIfAttemptedSince: null }),
    close: async () => {
      await db.close()
      await database?.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A connected and migrated database. It reconnects in real time; only the code under test uses the fake clock. */
export function connect(
  url: string,
  schema?: ProgramSchema,
  { maxConnections = 5 }: { maxConnections?: number } = {},
): Promise<Database> {
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
  const db = createDatabase({
    location: externalLocation({ kind: 'external', url, ssl: 'disable', maxConnections }),
    maxConnections,
    clock: { now: () => Date.now(), sleep },
    ...(schema && { schema }),
  })
  return new Promise((resolve, reject) => {
    db.onChange((status) =>
      status.state === 'connected' ? resolve(db) : reject(new Error(status.lastError ?? status.state)),
    )
    db.start()
  })
}
