import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../../src/postgres/database.js'
import { insertChanges } from '../../../src/postgres/queries/insert-changes.js'
import { insertSync } from '../../../src/postgres/queries/insert-sync.js'
import { insertVersions } from '../../../src/postgres/queries/insert-versions.js'
import { syncLog } from '../../../src/postgres/queries/sync-log.js'
import { thinSyncs } from '../../../src/postgres/queries/thin-syncs.js'
import { startHttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { startFakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'

const minute = 60_000
const day = 1_440 * minute
const now = Date.parse('2026-06-01T00:00:00Z')

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  db = await connect(database.url)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const add = (status: 'applied' | 'unchanged' | 'failed', observedAt: number): Promise<number | null> =>
  insertSync(db, {
    key: randomUUID(),
    observedAt,
    source: 'upstream',
    scope: 'all',
    status,
    payloadHash: null,
    orderHash: null,
    modelCount: null,
    added: 0,
    changed: 0,
    removed: 0,
    durationMs: 1,
    detail: null,
  })

describe('the sync log', () => {
  it('thins unchanged syncs to one an hour after 30 days, and keeps applied ones', async () => {
    const old = now - 31 * day
    for (let minutes = 0; minutes < 120; minutes += 10) {
      await add('unchanged', old + minutes * minute)
      await add('applied', old + (minutes + 1) * minute)
      await add('unchanged', now - 29 * day + minutes * minute)
    }
    expect(await thinSyncs(db, now)).toBe(10)
    const left = await db.query(
      'SELECT status, observed_at FROM catalog_syncs WHERE observed_at < $1 ORDER BY observed_at',
      [new Date(now - 30 * day)],
    )
    expect(left.filter(({ status }) => status === 'applied')).toHaveLength(12)
    expect(
      left.filter(({ status }) => status === 'unchanged').map((row) => ((row['observed_at'] as number) - old) / minute),
    ).toEqual([0, 60])
    expect(
      await db.query('SELECT count(*)::int AS count FROM catalog_syncs WHERE observed_at > $1', [
        new Date(now - 30 * day),
      ]),
    ).toEqual([{ count: 12 }])
    expect(await thinSyncs(db, now)).toBe(0)
  })

  it('keeps an unchanged sync that an import refers to, and thins the others', async () => {
    await db.query('DELETE FROM catalog_syncs')
    const old = now - 40 * day
    const [, withVersion, withChange] = [
      await add('unchanged', old),
      await add('unchanged', old + minute),
      await add('unchanged', old + 2 * minute),
      await add('unchanged', old + 3 * minute),
    ]
    await insertVersions(db, withVersion!, old + minute, [{ modelId: 'a/gone', facet: 'benchmarks', content: null }])
    await insertChanges(
      db,
      withChange!,
      old + 2 * minute,
      [{ kind: 'model_removed', modelId: 'a/gone', field: null, before: null, after: null, scheduled: false }],
      { live: false },
    )
    expect(await thinSyncs(db, now)).toBe(1)
    expect(await thinSyncs(db, now)).toBe(0)
    await db.query('DELETE FROM model_versions')
    await db.query('DELETE FROM catalog_changes')
    expect(await thinSyncs(db, now)).toBe(2)
  })

  it('pages newest first without gaps or repeats, even if syncs share a time', async () => {
    await db.query('DELETE FROM catalog_syncs')
    for (let nr = 0; nr < 7; nr++) await add('failed', now + Math.floor(nr / 3) * minute)
    const whole = (await syncLog(db, 100, null)).map(({ id }) => id)
    const pages: (number | null)[] = []
    for (let before: number | null = null; ;) {
      const found = await syncLog(db, 2, before)
      if (found.length === 0) break
      pages.push(...found.map(({ id }) => id))
      before = found.at(-1)!.id
    }
    expect(pages).toEqual(whole)
    expect(whole).toHaveLength(7)
  })

  it('emits an event if thinning fails', async () => {
    const clock = createFakeClock(now)
    const upstream = await startFakeUpstream()
    const app = await startHttpApp({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url }, { clock })
    try {
      const reported = new Promise((resolve) =>
        app.app.events.on('trouble', ({ what, error }) => what === 'sync_log_not_thinned' && resolve(error)),
      )
      const broken = new Error('violates foreign key constraint')
      vi.spyOn(app.app.sync.db, 'query').mockRejectedValue(broken)
      clock.set(now + 60 * minute)
      await clock.advance(0)
      expect(await reported).toBe(broken)
    } finally {
      await app.stop()
      await upstream.close()
    }
  })
})
