import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const models = ['a/one', 'a/two', 'a/three'].map((id) => exampleModel(id))

/** Changes rows as their owner can, past every trigger and key. */
const forcibly = (statement: string): string => `
  DO $$
  DECLARE it record;
  BEGIN
    FOR it IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
              WHERE contype = 'f' AND connamespace = current_schema()::regnamespace LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.relation, it.conname);
    END LOOP;
    FOR it IN SELECT DISTINCT tgrelid::regclass AS relation FROM pg_trigger WHERE NOT tgisinternal LOOP
      EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', it.relation);
    END LOOP;
  END $$;
  ${statement}`

describe('rows of history that are damaged', () => {
  let upstream: FakeUpstream
  let database: TestDatabase
  let app: HttpApp
  let asOf: string
  beforeEach(async () => {
    upstream = await startFakeUpstream({ models })
    database = await createTestDatabase()
    app = await startHttpApp({
      DATABASE_URL: database.url,
      OPENROUTER_BASE_URL: upstream.url,
      MAX_SHRINK_PERCENT: '90',
    })
    await until(() => app.app.sync.db.status().state === 'connected')
    const { observed_at: first } = await refresh()
    asOf = `as_of=${first}`
    upstream.setModels([exampleModel('a/one', { pricing: { prompt: '0.5', completion: '1' } }), models[1]!])
    await refresh()
  })
  afterEach(async () => {
    await app.stop()
    await upstream.close()
    await database.drop()
  })

  const refresh = async (): Promise<Sync> => {
    const response = await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    expect(response.status).toBe(200)
    return response.json<{ data: Sync }>().data
  }
  const breakIt = (statement: string): Promise<unknown> => app.app.sync.db.query(statement)

  /** What each of these paths responds with: its status, and for 503 why. */
  async function statuses(paths: readonly string[]): Promise<Record<string, string>> {
    const entries = paths.map(async (path) => {
      const response = await app.send({ path, headers: asAdmin })
      const detail = response.status === 503 ? ` ${response.json<{ detail: string }>().detail.split(': ').at(-1)}` : ''
      return [path.split(/[?]as_of/)[0], `${response.status}${detail}`] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  }

  it.each([
    ['null', 'null'],
    ['a list', '[1]'],
    ['a text', '"text"'],
    ['empty', '{}'],
    ['another model', '{"id": "a/other", "name": "Other"}'],
    ['without a name', '{"id": "a/one"}'],
    ['of wrong types', '{"id": 5, "name": 7, "pricing": [1], "architecture": null, "description": {}}'],
  ])('leave out what cannot be read: content that is %s', async (_, body) => {
    await breakIt(forcibly(`UPDATE model_contents SET body = '${body}' WHERE body ->> 'id' IN ('a/one', 'a/three')`))
    expect((await app.send(`/api/models?${asOf}`)).json()).toMatchObject({ total_count: 1, data: [{ id: 'a/two' }] })
    expect((await app.send('/api/models?removed=true')).json()).toMatchObject({ total_count: 0 })
    expect((await app.send('/api/models/a/one/history')).json()).toMatchObject({ data: { versions: [] } })
    expect(await statuses([`/api/models/a/one?${asOf}`, '/api/diff?from=2020-01-01', '/api/changes'])).toEqual({
      '/api/models/a/one': '503 a row is damaged',
      '/api/diff?from=2020-01-01': '200',
      '/api/changes': '200',
    })
  })

  it('leave out what is missing', async () => {
    await breakIt(forcibly(`DELETE FROM model_contents WHERE body ->> 'id' = 'a/one'`))
    expect((await app.send(`/api/models?${asOf}`)).json()).toMatchObject({ total_count: 2 })
    expect(await statuses([`/api/models/a/one?${asOf}`])).toEqual({ '/api/models/a/one': '503 a row is damaged' })
  })

  it.each(['infinity', '-infinity', '4000-01-01 BC', '200000-01-01'])(
    'do not stop syncs: the time %s',
    async (time) => {
      await breakIt(forcibly(`UPDATE catalog_syncs SET observed_at = '${time}'`))
      upstream.setModels([...models, exampleModel('a/four')])
      expect(await refresh()).toMatchObject({ status: 'applied', id: null, added: 2 })
      expect((await app.send('/api/models')).json()).toMatchObject({ total_count: 4 })
      expect(await statuses(['/api/syncs', '/api/changes', '/api/models/a/one/history'])).toEqual({
        '/api/syncs': '503 a row is damaged',
        '/api/changes': '503 a row is damaged',
        '/api/models/a/one/history': '503 a row is damaged',
      })
    },
  )

  it.each([
    ['a row that cannot be computed', '1 / (seq - seq) > 0', 'a row is damaged'],
    ['a damaged page', `fail('XX001') > 0`, 'a row is damaged'],
    ['an exception', `fail('P0001') > 0`, 'the server refused the query'],
    ['a deadlock', `fail('40P01') > 0`, 'the query conflicted with another one'],
    ['an aborted transaction', `fail('25P02') > 0`, 'the query conflicted with another one'],
    ['a missing function', `fail('42883') > 0`, 'the tables are not as the program made them'],
    ['a full disk', `fail('53100') > 0`, 'the server has no disk space left'],
  ])('are a 503 that names no cause: %s', async (_, condition, reason) => {
    await breakIt(`CREATE FUNCTION fail(state text) RETURNS int LANGUAGE plpgsql AS
      $$BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = state; END$$`)
    await breakIt('ALTER TABLE catalog_changes RENAME TO moved')
    await breakIt(`CREATE VIEW catalog_changes AS SELECT * FROM moved WHERE ${condition}`)
    expect(await statuses(['/api/changes'])).toEqual({ '/api/changes': `503 ${reason}` })
  })

  it('are a 503 if a column has another type', async () => {
    await breakIt('ALTER TABLE catalog_changes ALTER observed_at TYPE text')
    expect(await statuses(['/api/changes'])).toEqual({
      '/api/changes': '503 the tables are not as the program made them',
    })
  })
})
