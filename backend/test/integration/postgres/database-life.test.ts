import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/lib/clock.js'
import type { SslMode } from '../../../src/config.js'
import { externalLocation } from '../../../src/postgres/connection/location.js'
import { createDatabase, type Database, type DatabaseStatus } from '../../../src/postgres/database.js'
import { DatabaseUnavailable } from '../../../src/postgres/database-error.js'
import { schemaVersion } from '../../../src/postgres/migrate.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { query } from '../../helpers/query.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { until } from '../../helpers/test-app.js'

/** A clock that records sleeps instead of waiting. */
function createRecordingClock(): Clock & { slept: number[] } {
  const slept: number[] = []
  return {
    slept,
    now: () => Date.now(),
    sleep: (ms) => (slept.push(ms), new Promise((resolve) => setImmediate(resolve))),
  }
}

let database: TestDatabase
let port: TcpFaultProxy
const open: Database[] = []
beforeEach(async () => {
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()))
  await port.close()
  await database.drop()
})

interface Watched {
  db: Database
  history: DatabaseStatus[]
  clock: ReturnType<typeof createRecordingClock>
  reaches(state: DatabaseStatus['state']): Promise<DatabaseStatus>
}

function watch(url: string, ssl: SslMode = 'disable'): Watched {
  const clock = createRecordingClock()
  const history: DatabaseStatus[] = []
  const db = createDatabase({
    location: externalLocation({ kind: 'external', url, ssl, maxConnections: 4 }),
    maxConnections: 4,
    clock,
    random: () => 0.5,
  })
  open.push(db)
  db.onChange((status) => history.push(status))
  db.start()
  const reaches = (state: DatabaseStatus['state']): Promise<DatabaseStatus> =>
    new Promise((resolve) => {
      if (db.status().state === state) return resolve(db.status())
      db.onChange((status) => status.state === state && resolve(status))
    })
  return { db, history, clock, reaches }
}

const withPart = (url: string, change: (url: URL) => void): string => {
  const changed = new URL(url)
  change(changed)
  return changed.href
}

async function acceptsAnyPassword(url: string): Promise<boolean> {
  return query(
    withPart(url, (u) => (u.password = 'hunter2')),
    'SELECT 1',
  ).then(
    () => true,
    () => false,
  )
}

describe('a database that cannot be used', () => {
  it.for<[string, (url: string) => string, SslMode, RegExp]>([
    ['wrong password', (url) => withPart(url, (u) => (u.password = 'hunter2')), 'disable', /password was not accepted/],
    [
      'unknown user',
      (url) => withPart(url, (u) => (u.username = 'stranger')),
      'disable',
      /password was not accepted|may not connect/,
    ],
    ['unknown host', (url) => withPart(url, (u) => (u.hostname = 'no-such-host.invalid')), 'disable', /host name/],
    ['nothing listening', (url) => withPart(url, (u) => (u.port = '1')), 'disable', /nothing listens/],
    [
      'no such database',
      (url) => withPart(url, (u) => (u.pathname = '/nothing-here')),
      'disable',
      /no database of that name/,
    ],
    ['TLS refused', (url) => url, 'require', /does not offer it/],
  ])('says in one clear line why, without a secret: %s', async ([name, change, ssl, reason], { skip }) => {
    if (name === 'wrong password')
      skip(await acceptsAnyPassword(database.url), 'the server of MODELKEEP_TEST_DATABASE_URL accepts any password')
    const { reaches, db } = watch(change(database.url), ssl)
    const { lastError, description } = await reaches('lost')
    expect(lastError).toMatch(reason)
    expect(lastError).not.toContain('\n')
    for (const text of [lastError, description, JSON.stringify(db.status())])
      expect(text).not.toMatch(/hunter2|password=/)
  })

  it('is retried with growing delays, and reported once', async () => {
    const { history, clock, reaches } = watch(withPart(database.url, (u) => (u.port = '1')))
    await reaches('lost')
    while (clock.slept.length < 8) await new Promise((resolve) => setImmediate(resolve))
    expect(clock.slept.slice(0, 8)).toEqual([125, 250, 500, 1000, 2000, 4000, 5000, 5000])
    expect(history.map(({ state }) => state)).toEqual(['lost'])
  })

  it('uses DB_SSL and its own timeouts rather than those in the URL', async () => {
    const { reaches } = watch(`${database.url}?ssl=0&sslmode=disable&query_timeout=0`, 'require')
    expect((await reaches('lost')).lastError).toMatch(/does not offer it/)
  })

  it('falls back from TLS with DB_SSL=prefer', async () => {
    const { reaches } = watch(database.url, 'prefer')
    await reaches('connected')
  })
})

describe('a database that is lost and returns', () => {
  it('is reported once in each direction', async () => {
    const { db, history, reaches } = watch(port.url)
    await reaches('connected')
    await port.set({ kind: 'refuse' })
    await expect(db.query('SELECT 1')).rejects.toThrow(DatabaseUnavailable)
    await reaches('lost')
    await expect(db.query('SELECT 1')).rejects.toThrow(DatabaseUnavailable)
    await port.set({ kind: 'pass' })
    await reaches('connected')
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(history.map(({ state }) => state)).toEqual(['connected', 'lost', 'connected'])
  })

  it('rolls back a transaction whose connection was cut', async () => {
    const { db, reaches } = watch(port.url)
    await reaches('connected')
    const cut = db.transaction(async (tx) => {
      await tx.query('CREATE TABLE half_done (x int)')
      await port.set({ kind: 'refuse' })
      await tx.query('SELECT 1')
    })
    await expect(cut).rejects.toThrow(DatabaseUnavailable)
    await port.set({ kind: 'pass' })
    await reaches('connected')
    expect(await db.query("SELECT to_regclass('half_done') AS found")).toEqual([{ found: null }])
  })

  it('rejects queries at once while it is lost', async () => {
    const { db, reaches } = watch(withPart(database.url, (u) => (u.port = '1')))
    await reaches('lost')
    await expect(db.query('SELECT 1')).rejects.toThrow(/nothing listens/)
    expect(db.status().pool.waiting).toBe(0)
  })

  it('is lost after the query timeout if the server is frozen', async () => {
    const { db, reaches } = watch(port.url)
    await reaches('connected')
    await port.set({ kind: 'blackHole' })
    await expect(db.query('SELECT 1')).rejects.toThrow(/a query timed out/)
    expect(db.status().state).toBe('lost')
    await port.set({ kind: 'pass' })
    await reaches('connected')
  })

  it('stays within its connections after an outage with queries in progress', async () => {
    const { db, reaches } = watch(port.url)
    await reaches('connected')
    const waiting = [1, 2].map(() =>
      db
        .transaction((tx) => tx.query('SELECT pg_sleep(60)'), { statementTimeoutMs: 60_000 })
        .catch((error: unknown) => error),
    )
    await until(() => db.status().pool.total - db.status().pool.idle === 2)
    await port.set({ kind: 'blackHole' })
    await expect(db.query('SELECT 1')).rejects.toThrow(DatabaseUnavailable)
    await reaches('lost')
    for (const error of await Promise.all(waiting)) expect(error).toBeInstanceOf(DatabaseUnavailable) // long before their timeout
    await port.set({ kind: 'pass' })
    await reaches('connected')
    await Promise.all(Array.from({ length: 20 }, () => db.query('SELECT 1')))
    expect(port.connections().max).toBeLessThanOrEqual(db.status().pool.max)
  })

  it('ends a transaction at its deadline even if each statement is in time', async () => {
    const { db, reaches } = watch(port.url)
    await reaches('connected')
    let completed = 0
    const slow = db.transaction(
      async (tx) => {
        for (; completed < 100; completed++) await tx.query('SELECT pg_sleep(0.1)')
      },
      { deadlineMs: 500 },
    )
    await expect(slow).rejects.toThrow(/a query timed out/)
    expect(completed).toBeLessThan(10)
    expect(db.status().state).toBe('lost')
  })

  it('is not lost while all of its connections are in use', async () => {
    const { db, reaches, history } = watch(database.url)
    await reaches('connected')
    const busy = Array.from({ length: 3 }, () => db.transaction((tx) => tx.query('SELECT pg_sleep(3.5)')))
    await expect(db.query('SELECT 1')).rejects.toThrow(DatabaseUnavailable)
    await Promise.all(busy)
    expect(history.map(({ state }) => state)).toEqual(['connected'])
  })

  it('is not lost after an invalid statement', async () => {
    const { db, reaches } = watch(database.url)
    await reaches('connected')
    await expect(db.query('SELECT no_such_column')).rejects.toMatchObject({ code: '42703' })
    expect(db.status().state).toBe('connected')
  })

  it('never exceeds its connections', async () => {
    const { db, reaches } = watch(database.url)
    await reaches('connected')
    await Promise.all(Array.from({ length: 20 }, () => db.query('SELECT pg_sleep(0.01)')))
    expect(db.status().pool.total).toBeLessThanOrEqual(3)
  })
})

describe('the schema', () => {
  it('is accepted if it is newer and compatible', async () => {
    const first = watch(database.url)
    await first.reaches('connected')
    await first.db.query('UPDATE modelkeep_schema SET version = 99, compatible_from = 1')
    const second = watch(database.url)
    await second.reaches('connected')
  })

  it('is refused if it is newer and incompatible, with advice', async () => {
    const first = watch(database.url)
    await first.reaches('connected')
    await first.db.query('UPDATE modelkeep_schema SET version = 99, compatible_from = 98')
    const second = watch(database.url)
    const { lastError } = await second.reaches('refused')
    expect(lastError).toMatch(/schema 99.*98 or later.*upgrade/)
    await expect(second.db.query('SELECT 1')).rejects.toThrow(DatabaseUnavailable)
  })

  it('is created once by simultaneous starts', async () => {
    const many = Array.from({ length: 4 }, () => watch(database.url))
    await Promise.all(many.map(({ reaches }) => reaches('connected')))
    expect(await many[0]!.db.query('SELECT count(*)::int AS count FROM modelkeep_migrations')).toEqual([
      { count: schemaVersion },
    ])
    for (const { history } of many) expect(history.map(({ state }) => state)).toEqual(['connected'])
  })
})

describe('an ai_models table of an older program', () => {
  const older: [string, string, string][] = [
    ['timestamptz', 'TIMESTAMPTZ DEFAULT now()', `'2024-05-13T00:00:00Z'`],
    ['timestamp', 'TIMESTAMP NOT NULL DEFAULT now()', `'2024-05-13 00:00:00'`],
    ['bigint', 'BIGINT NOT NULL', '1715558400'],
    ['integer', 'INTEGER', '1715558400'],
    ['text', 'TEXT', `'2024-05-13T00:00:00Z'`],
  ]
  it.each(older)('is adopted in place with all rows: created %s', async (_, type, value) => {
    const client = new pg.Client(database.url)
    await client.connect()
    await client.query(
      `CREATE TABLE ai_models (
         id varchar(255) PRIMARY KEY, name varchar(255) NOT NULL, description text NOT NULL,
         context_length integer NOT NULL, created ${type})`,
    )
    await client.query(
      `INSERT INTO ai_models VALUES
         ('openai/gpt-4o', 'OpenAI: GPT-4o', 'd', 128000, ${value}), ('gone/model', 'Gone', '', 0, ${value})`,
    )
    await client.end()
    const { db, reaches } = watch(database.url)
    await reaches('connected')
    expect(
      await db.query('SELECT id, name, context_length, created, position, removed_at FROM ai_models ORDER BY id'),
    ).toEqual([
      {
        id: 'gone/model',
        name: 'Gone',
        context_length: 0,
        created: Date.parse('2024-05-13T00:00:00Z'),
        position: null,
        removed_at: null,
      },
      {
        id: 'openai/gpt-4o',
        name: 'OpenAI: GPT-4o',
        context_length: 128000,
        created: Date.parse('2024-05-13T00:00:00Z'),
        position: null,
        removed_at: null,
      },
    ])
  })
})

it('can be closed during a migration, which is rolled back and repeated by the next program', async () => {
  const other = new pg.Client(database.url)
  await other.connect()
  await other.query(
    `CREATE TABLE ai_models (
       id varchar(255) PRIMARY KEY, name text, description text, context_length integer, created timestamptz)`,
  )
  await other.query('BEGIN; LOCK TABLE ai_models IN ACCESS EXCLUSIVE MODE')
  const { db } = watch(database.url)
  const isWaiting = async () =>
    (await query(database.url, `SELECT 1 FROM pg_locks WHERE relation = 'ai_models'::regclass AND NOT granted`))
      .length > 0
  await until(isWaiting)
  await db.close()
  expect([db.status().state, await isWaiting()]).toEqual(['starting', true]) // the server notices once it has the lock
  await other.query('COMMIT')
  await until(async () => !(await isWaiting()))
  await until(
    async () =>
      (
        await query(
          database.url,
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'modelkeep'`,
        )
      ).length === 0,
  )
  expect(
    await query(
      database.url,
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    ),
  ).toEqual([{ relname: 'ai_models' }])
  await other.end()
  await watch(database.url).reaches('connected')
})
