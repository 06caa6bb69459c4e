import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { query } from '../../helpers/query.js'
import { connect, createSyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

const known = 'name varchar(255), description text, context_length integer, created timestamptz'
const primaryKey = 'id varchar(255) PRIMARY KEY'

/** Everything that the database says about its tables and their rows. */
async function contentsOf(relation: string): Promise<unknown> {
  return query(
    database.url,
    `SELECT (SELECT json_agg(t) FROM ${relation} AS t) AS rows,
       (SELECT json_agg(json_build_array(attname, format_type(atttypid, atttypmod), attnotnull) ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = '${relation}'::regclass AND attnum > 0) AS columns,
       (SELECT array_agg(relname::text ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace) AS relations`,
  )
}

describe('a table called ai_models that no earlier program of ours made', () => {
  it.each([
    [
      'an integer key and other columns',
      'id serial PRIMARY KEY, secret_weights text, created_by text',
      'secret_weights',
    ],
    ['an integer key', `id serial PRIMARY KEY, ${known}`, 'integer'],
    ['an additional column', `${primaryKey}, ${known}, owner_email text`, 'owner_email'],
    ['a missing column', `${primaryKey}, name text, description text, created timestamptz`, 'context_length'],
    ['another key', `id varchar(255), ${known}, PRIMARY KEY (id, name)`, 'primary key'],
    ['no key', `id varchar(255), ${known}`, 'primary key'],
    [
      'a column of another type',
      `${primaryKey}, name jsonb, description text, context_length integer, created timestamptz`,
      'name',
    ],
    [
      'a generated column',
      `${primaryKey}, name text GENERATED ALWAYS AS (id || '!') STORED, description text, context_length integer, created timestamptz`,
      'name',
    ],
    ['a unique column', `${primaryKey}, ${known}, UNIQUE (name)`, 'constraint'],
    ['a check', `${primaryKey}, ${known}, CHECK (context_length > 1000)`, 'constraint'],
  ])('is refused and left as it is: %s', async (_, columns, named) => {
    await query(database.url, `CREATE TABLE ai_models (${columns})`)
    const before = await contentsOf('ai_models')
    await expect(connect(database.url)).rejects.toThrow(
      new RegExp(`^the table "public"."ai_models" was not made by Modelkeep: .*${named}.*rename it, or .*schema`),
    )
    expect(await contentsOf('ai_models')).toEqual(before)
  })

  it('is refused if it is a view, or has triggers', async () => {
    await query(database.url, `CREATE VIEW ai_models AS SELECT 'a/b'::varchar AS id`)
    await expect(connect(database.url)).rejects.toThrow(/"ai_models" was not made by Modelkeep: it is a view/)
    await query(
      database.url,
      `DROP VIEW ai_models; CREATE TABLE ai_models (${primaryKey}, ${known});
       CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE TRIGGER keep BEFORE UPDATE ON ai_models FOR EACH ROW EXECUTE FUNCTION keep()`,
    )
    await expect(connect(database.url)).rejects.toThrow(/"ai_models" was not made by Modelkeep: it has triggers/)
  })

  it('is refused if its rows cannot be converted', async () => {
    await query(
      database.url,
      `CREATE TABLE ai_models (${primaryKey}, name text, description text, context_length integer, created text);
       INSERT INTO ai_models VALUES ('a/b', 'B', '', 1, 'the day before')`,
    )
    const before = await contentsOf('ai_models')
    await expect(connect(database.url)).rejects.toThrow(
      /^the table "public"."ai_models" cannot be adopted: .*the day before.*rename it/,
    )
    expect(await contentsOf('ai_models')).toEqual(before)
  })

  it.each(['catalog_syncs', 'model_versions', 'modelkeep_schema', 'catalog_lease'])(
    'is refused under another of our names: %s',
    async (name) => {
      await query(database.url, `CREATE TABLE ${name} (secret_id serial PRIMARY KEY, secret_note text)`)
      await expect(connect(database.url)).rejects.toThrow(`"public"."${name}" was not made by Modelkeep`)
    },
  )

  it('is described in no response, and the catalogue is served without a database', async () => {
    await query(database.url, `CREATE TABLE ai_models (id serial PRIMARY KEY, secret_weights text)`)
    const app = await startHttpApp({ DATABASE_URL: database.url })
    try {
      await until(() => app.app.sync.db.status().state === 'refused')
      expect(app.app.sync.db.status().lastError).toContain('secret_weights')
      const paths = [
        '/health/database',
        '/health',
        '/api/changes',
        '/api/models?removed=true',
        '/api/syncs',
        '/metrics',
      ]
      for (const path of paths) {
        const { status, body } = await app.send(path)
        expect([path, String(body)]).not.toEqual([path, expect.stringMatching(/secret|ai_models|serial/)])
        expect([path, status]).toEqual([path, path.startsWith('/api') ? 503 : 200])
      }
      expect((await app.send('/api/models')).status).toBe(200)
    } finally {
      await app.stop()
    }
  })

  it('is ignored in a schema that is not the current one', async () => {
    await query(database.url, 'CREATE TABLE ai_models (id serial PRIMARY KEY); CREATE SCHEMA own')
    const url = new URL(database.url)
    url.searchParams.set('options', '-c search_path=own,public')
    const before = await contentsOf('public.ai_models')
    const db = await connect(url.href)
    expect(await db.query('SELECT version FROM own.modelkeep_schema')).toHaveLength(1)
    await db.close()
    expect(await contentsOf('public.ai_models')).toEqual(before)
  })
})

describe('an adopted model that upstream no longer lists', () => {
  const adopt = `CREATE TABLE ai_models (${primaryKey}, name varchar(255) NOT NULL, description text NOT NULL,
      context_length integer NOT NULL, created timestamptz DEFAULT now());
    INSERT INTO ai_models VALUES ('a/listed', 'Listed', 'd', 1, '2024-05-13'), ('gone/model', 'Gone', 'old', 7, '2024-05-13')`

  it('is a removed model, with the time of the first sync without it', async () => {
    await query(database.url, adopt)
    const fixture = await createSyncFixture({ databaseUrl: database.url })
    fixture.setUpstream([exampleModel('a/listed'), exampleModel('a/other')])
    const syncedAt = new Date(fixture.clock.now()).toISOString()
    await fixture.sync()
    const app = await startHttpApp({ DATABASE_URL: database.url }, { clock: fixture.clock })
    try {
      const removed = await app.send('/api/models?removed=true')
      expect([removed.status, removed.json()]).toMatchObject([
        200,
        {
          total_count: 1,
          data: [{ id: 'gone/model', name: 'Gone', description: 'old', context_length: 7, removed_at: syncedAt }],
        },
      ])
      expect((await app.send('/api/v1/models?removed=true')).json()).toMatchObject({
        data: [{ id: 'gone/model', removed_at: syncedAt }],
      })
      expect((await app.send('/api/models/gone/model/history')).json()).toMatchObject({
        data: { name: 'Gone', present: false },
      })
      expect((await app.send('/api/models/gone/model')).status).toBe(404)
      expect((await app.send('/api/models?removed=true&ids=a/listed')).json()).toMatchObject({ data: [] })
    } finally {
      await app.stop()
    }
    await fixture.close()
  })

  it('is listed once, whether it returns and is removed again, or its history is imported', async () => {
    await query(database.url, adopt)
    const fixture = await createSyncFixture({ databaseUrl: database.url })
    const syncAt = async (minutes: number, ...ids: string[]): Promise<void> => {
      fixture.clock.set(start + minutes * 60_000)
      fixture.setUpstream(['a/1', 'a/2', 'a/3', 'a/4', 'a/5', ...ids].map((id) => exampleModel(id)))
      await fixture.sync()
    }
    const start = fixture.clock.now()
    const removed = async () => {
      const app = await startHttpApp({ DATABASE_URL: database.url }, { clock: fixture.clock })
      const { data } = (await app.send('/api/models?removed=true')).json() as { data: { id: string }[] }
      await app.stop()
      return data.map(({ id }) => id).toSorted()
    }
    await syncAt(0, 'a/listed')
    expect(await removed()).toEqual(['gone/model'])
    await syncAt(10, 'a/listed', 'gone/model')
    expect(await removed()).toEqual([])
    await syncAt(20, 'a/listed')
    expect(await removed()).toEqual(['gone/model'])
    await fixture.close()
  })
})
