import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { createDatabaseLoader } from '../../../src/sync/load-from-database.js'
import { createSnapshotStore } from '../../../src/snapshot/snapshot-store.js'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

const models = ['a/one', 'a/two', 'a/three'].map((id) =>
  exampleModel(id, { benchmarks: { design_arena: [{ elo: 5 }] } }),
)

describe('a damaged row of the current catalogue', () => {
  let fixture: SyncFixture
  beforeEach(async () => {
    fixture = await createSyncFixture()
    fixture.setUpstream(models)
    await fixture.sync()
  })
  afterEach(() => fixture.close())

  async function loadFresh(): Promise<{ served: unknown[]; damaged: unknown[] }> {
    const snapshots = createSnapshotStore({ clock: fixture.clock, ttlMs: 300_000 })
    const damaged: unknown[] = []
    const listener = (event: unknown): void => void damaged.push(event)
    fixture.ctx.events.on('damaged_row', listener)
    await createDatabaseLoader({ ...fixture.ctx, snapshots })()
    fixture.ctx.events.off('damaged_row', listener)
    return { served: snapshots.current()?.catalogue.entries.map(({ raw }) => raw) ?? [], damaged }
  }

  it.each([
    ['empty', '{}'],
    ['no object', '"nothing"'],
    ['null', 'null'],
    ['another id', '{"id": "a/other", "name": "Other"}'],
    ['no name', '{"id": "a/two"}'],
    ['a broken price', '{"id": "a/two", "name": "Two", "pricing": {"prompt": 5}}'],
  ])('is repaired from the history, and counted: %s', async (_, body) => {
    await fixture.db.query('UPDATE ai_models SET body = $1 WHERE id = $2', [body, 'a/two'])
    expect(await loadFresh()).toEqual({ served: models, damaged: [{ id: 'a/two', repaired: true }] })
    expect(await loadFresh()).toEqual({ served: models, damaged: [] }) // the row is restored
  })

  it('is left out if the history is damaged too, and returns with the next sync', async () => {
    await fixture.db.query(`UPDATE ai_models SET body = '{}' WHERE id = 'a/two'`)
    await fixture.db.query(`UPDATE model_contents SET body = '{}' WHERE body ->> 'id' = 'a/two'`)
    const { served, damaged } = await loadFresh()
    expect(served).toEqual([models[0], models[2]])
    expect(damaged).toEqual([{ id: 'a/two', repaired: false }])
  })
})

describe('tables that somebody has locked or altered', () => {
  let upstream: FakeUpstream
  let database: TestDatabase
  let app: HttpApp
  beforeEach(async () => {
    upstream = await startFakeUpstream({ models })
    database = await createTestDatabase()
    app = await startHttpApp({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })
    await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  })
  afterEach(async () => {
    await app.stop()
    await upstream.close()
    await database.drop()
  })

  const refresh = async (): Promise<{ status: number; sync: Sync }> => {
    const response = await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    return { status: response.status, sync: response.json<{ data: Sync }>().data }
  }

  it.each([
    [
      'a renamed column',
      'ALTER TABLE ai_models RENAME COLUMN body TO old',
      'ALTER TABLE ai_models RENAME COLUMN old TO body',
    ],
    ['a renamed table', 'ALTER TABLE ai_models RENAME TO old', 'ALTER TABLE old RENAME TO ai_models'],
    ['a renamed lease', 'ALTER TABLE catalog_lease RENAME TO old', 'ALTER TABLE old RENAME TO catalog_lease'],
  ])('do not stop syncs, and lose nothing: %s', async (_, breakIt, mendIt) => {
    await app.app.sync.db.query(breakIt)
    const list = [...models, exampleModel('a/four')]
    upstream.setModels(list)
    expect(await refresh()).toMatchObject({ status: 200, sync: { status: 'applied', id: null, added: 1 } })
    expect((await app.send('/api/models')).json()).toMatchObject({ total_count: 4 })
    await app.app.sync.db.query(mendIt)
    await app.app.revalidation.replaySpool()
    expect((await app.send('/api/syncs?limit=1')).json()).toMatchObject({ data: [{ status: 'applied', added: 1 }] })
  })

  it.each([
    ['a missing column', 'ALTER TABLE catalog_changes RENAME COLUMN kind TO old'],
    ['a missing table', 'ALTER TABLE catalog_changes RENAME TO old'],
  ])('make responses that need them a 503 that names no column: %s', async (_, breakIt) => {
    await app.app.sync.db.query(breakIt)
    const response = await app.send('/api/changes')
    expect(response.status).toBe(503)
    expect(response.headers['retry-after']).toBe('10')
    expect(response.text()).toMatch(
      /this response needs the database, which could not provide it: a \w+ that the program/,
    )
    expect(response.text()).not.toMatch(/kind|catalog_changes/)
  })
})
