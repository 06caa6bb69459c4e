import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentHash } from '../../../../src/catalogue/content.js'
import { createEvents } from '../../../../src/observe/events.js'
import type { MirrorSource } from '../../../../src/mirrors/adapters.js'
import type { FetchedDocument, Validators } from '../../../../src/mirrors/fetch-document.js'
import { createMirrorFiles } from '../../../../src/mirrors/mirror-files.js'
import { createMirror, type Mirror } from '../../../../src/mirrors/mirror.js'
import type { Database } from '../../../../src/postgres/database.js'
import { createFakeClock, type FakeClock } from '../../../helpers/fake-clock.js'
import { createTestDatabase } from '../../../helpers/postgres.js'
import { connect } from '../../../helpers/sync-fixture.js'

/** Mirrors on a real database, of a site that the test controls. */
export interface MirrorFixture {
  db: Database
  clock: FakeClock
  dataDir: string
  /** What the site has from now on: a document, raw bytes, or an error. Its ETag changes with the content. */
  publish(content: unknown): void
  /** What each request was conditional on. */
  requests: (Validators | null)[]
  troubles: string[]
  /** Another replica; with `db: null`, one without a database. */
  replica(options?: { source?: MirrorSource; db?: Database; gapMs?: number; dataDir?: string }): Mirror
  close(): Promise<void>
}

export async function createMirrorFixture(): Promise<MirrorFixture> {
  const database = await createTestDatabase({ migrated: true })
  const db = await connect(database.url)
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-mirror-'))
  const clock = createFakeClock('2026-07-01T00:00:00Z')
  const events = createEvents()
  const troubles: string[] = []
  events.on('trouble', ({ what }) => void troubles.push(what))
  const requests: (Validators | null)[] = []
  let published: unknown = new Error('the site has no document yet')
  const fetch = async (known: Validators | null): Promise<FetchedDocument | null> => {
    requests.push(known)
    if (published instanceof Error) throw published
    const bytes = Buffer.isBuffer(published) ? published : Buffer.from(JSON.stringify(published))
    const etag = `"${contentHash(bytes)}"`
    return known?.etag === etag ? null : { bytes, etag, lastModified: null }
  }
  return {
    db,
    clock,
    dataDir,
    requests,
    troubles,
    publish: (content) => {
      published = content
    },
    replica: ({ source = 'litellm', db: own = db, gapMs = 0, dataDir: dir = dataDir } = {}) =>
      createMirror(source, {
        db: own,
        fetcher: { fetch, close: async () => {} },
        files: createMirrorFiles(dir),
        clock,
        events,
        limits: { maxShrinkPercent: 20, maxGrowthPercent: 100 },
        minEntries: 100,
        gapMs,
      }),
    close: async () => {
      await db.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A price map of so many entries; `changed`: entries whose price differs from the usual one. */
export function priceMap(entries: number, changed: readonly number[] = []): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: entries }, (_, nr) => [
      `provider/model-${nr}`,
      { litellm_provider: 'provider', mode: 'chat', input_cost_per_token: changed.includes(nr) ? 2e-7 : 1e-7, nr },
    ]),
  )
}
