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

/** All that a sync needs, on a real database, with an upstream and a clock that the test sets. */
export interface SyncRoom {
  ctx: SyncContext
  db: Database
  clock: FakeClock
  dataDir: string
  /** What upstream says from now on: models, or raw bytes, or an error. */
  upstreamSays(answer: readonly unknown[] | Buffer | Error): void
  /** How often upstream was asked. */
  asked(): number
  sync(): ReturnType<typeof sync>
  close(): Promise<void>
}

export interface SyncRoomOptions {
  /** A database to share with another room. */
  databaseUrl?: string
  clock?: FakeClock
  holder?: string
  /** What the program was written for; this one's where absent. */
  schema?: ProgramSchema
}

export async function openSyncRoom(options: SyncRoomOptions = {}): Promise<SyncRoom> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null
  const url = options.databaseUrl ?? database!.url
  const clock = options.clock ?? createFakeClock()
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-room-'))
  const db = await connect(url, options.schema)
  let answer: readonly unknown[] | Buffer | Error = []
  let asked = 0
  const ctx: SyncContext = {
    db,
    clock,
    snapshots: createSnapshotStore({ clock, ttlMs: 300_000 }),
    spool: await openSpool(dataDir),
    pendingPublish: createPendingPublish(),
    events: createEvents(),
    holder: options.holder ?? 'room',
    maxShrinkPercent: 20,
    leaseTtlMs: 60_000,
    upstream: {
      fetchModels: async () => {
        asked++
        if (answer instanceof Error) throw answer
        return {
          bytes: Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify({ data: answer })),
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
    upstreamSays: (next) => {
      answer = next
    },
    asked: () => asked,
    sync: () => sync(ctx, { skipIfAttemptedSince: null }),
    close: async () => {
      await db.close()
      await database?.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A database that is connected and migrated. Its reconnecting uses real time: only the flow under test has a fake clock. */
export function connect(url: string, schema?: ProgramSchema): Promise<Database> {
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
  const db = createDatabase({
    location: externalLocation({ kind: 'external', url, ssl: 'disable', maxConnections: 5 }),
    maxConnections: 5,
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
