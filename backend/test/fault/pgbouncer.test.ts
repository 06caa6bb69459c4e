import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modelsOf } from '../../src/catalogue/catalogue.js'
import { catalogueAsOf } from '../../src/postgres/as-of.js'
import { schemaVersion } from '../../src/postgres/migrate.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { havePgBouncer, noPgBouncer, startPgBouncer, type PgBouncer } from '../helpers/pgbouncer.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { query } from '../helpers/query.js'
import { connect } from '../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../helpers/test-app.js'

describe('behind PgBouncer in transaction mode', () => {
  beforeEach((context) => context.skip(!havePgBouncer, noPgBouncer))

  let database: TestDatabase | undefined
  let bouncer: PgBouncer | undefined
  beforeEach(async () => {
    database = await createTestDatabase()
    bouncer = await startPgBouncer(database.url)
  })
  afterEach(async () => {
    await bouncer?.close()
    await database?.drop()
  })

  it('simultaneous starts migrate the schema once, and leave no lock', async () => {
    const databases = await Promise.all(Array.from({ length: 6 }, () => connect(bouncer!.url)))
    expect(
      await query(
        database!.url,
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ),
    ).toEqual([])
    expect(await databases[5]!.query('SELECT count(*) AS migrations FROM modelkeep_migrations')).toEqual([
      { migrations: schemaVersion },
    ])
    await Promise.all(databases.map((db) => db.close()))
  })

  describe('three replicas', () => {
    const adminToken = randomBytes(12).toString('hex')
    let upstream: FakeUpstream | undefined
    let apps: TestApp[] = []
    beforeEach(async () => {
      upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
      const env = {
        DATABASE_URL: bouncer!.url,
        OPENROUTER_BASE_URL: upstream.url,
        ADMIN_TOKEN: adminToken,
        SYNC_INTERVAL_SECONDS: '2',
      }
      apps = await Promise.all([1, 2, 3].map(() => startTestApp(env)))
    })
    afterEach(async () => {
      await Promise.all(apps.map((app) => app.stop()))
      await upstream?.close()
    })
    const etags = async (): Promise<(string | null)[]> =>
      Promise.all(apps.map(async (app) => (await app.fetch('/api/models')).headers.get('etag')))

    it('serve each commit of another replica under the same ETag, found by polling, with an exact history', async () => {
      await until(() => apps.every(({ app }) => app.sync.db.status().state === 'connected'))
      const seen = new Set<string>()
      for (const size of [1, 2, 3]) {
        upstream!.setModels([exampleModel('a/one', { context_length: size }), exampleModel('a/two')])
        let done: Response
        do
          done = await apps[size - 1]!.fetch('/api/refresh', {
            method: 'POST',
            headers: { authorization: `Bearer ${adminToken}` },
          })
        while (done.status === 409 || done.status === 503) // the timer of another replica is syncing
        expect(done.status).toBe(200)
        const sizes = (): (number | null | undefined)[] =>
          apps.map(({ app }) => app.sync.snapshots.current()?.catalogue.byId.get('a/one')?.model.context_length)
        await until(() => sizes().every((served) => served === size))
        const [first, ...others] = await etags()
        expect(others).toEqual([first, first])
        seen.add(first!)
      }
      expect(seen.size).toBe(3)
      const { db } = apps[0]!.app.sync
      const syncs = await db.query<{ observed_at: number }>(
        "SELECT observed_at FROM catalog_syncs WHERE status = 'applied' ORDER BY observed_at",
      )
      const contexts = await Promise.all(
        syncs.map(
          async ({ observed_at }) =>
            modelsOf((await catalogueAsOf(db, observed_at)).catalogue).get('a/one')?.context_length,
        ),
      )
      expect(contexts.filter((size) => size !== 128_000)).toEqual([1, 2, 3])
    })
  })
})
