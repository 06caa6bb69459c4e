/**
 * The life of the connection to PostgreSQL.
 *
 *   starting ──▶ connected ◀──▶ lost          off: DATABASE_URL=off, or no embedded server for this platform
 *       └──────────▶ lost ──▶ refused          refused: a newer schema that this program must not touch
 *
 * One loop owns the way there: locate the server (starting the embedded one if need be), connect, migrate, announce
 * `connected`. When a query finds the server gone, the state becomes `lost` and the loop begins again, with exponential
 * backoff and jitter. While the state is anything but `connected`, every query is refused at once with
 * DatabaseUnavailable, so that nobody ever waits for a server that is known to be away. Each change of state is told once.
 */
import type pg from 'pg'
import type { Clock } from '../clock.js'
import { backoffMs } from './backoff.js'
import type { DatabaseLocation } from './connection.js'
import { DatabaseUnavailable, SchemaRefused, unavailability } from './database-error.js'
import { migrate } from './migrate.js'
import { createPool, queryTimeoutMs, type ConnectionOptions } from './pool.js'
import { EmbeddedUnavailable } from './embedded/errors.js'

export type DatabaseState = 'off' | 'starting' | 'connected' | 'lost' | 'refused'

export interface DatabaseStatus {
  state: DatabaseState
  /** Unix milliseconds: since when it is in this state. */
  since: number
  description: string
  lastError: string | null
  /** Milliseconds of the newest `SELECT 1`, or null when none was answered yet. */
  roundTripMs: number | null
  pool: { max: number; total: number; idle: number; waiting: number }
}

export type Row = pg.QueryResultRow

/** What a query file needs: rows for a text and its parameters. A pool and a transaction both are one. */
export interface Queryable {
  query<T extends Row>(text: string, values?: readonly unknown[]): Promise<T[]>
}

export interface TransactionOptions {
  /** Milliseconds that any one statement may take. */
  statementTimeoutMs?: number
  readOnly?: boolean
}

export interface Database extends Queryable {
  status(): DatabaseStatus
  /** Runs `work` in one transaction and commits it. @throws DatabaseUnavailable when the server is away */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Measures one round trip, and finds out about a loss. */
  ping(): Promise<number>
  onChange(listener: (status: DatabaseStatus, previous: DatabaseStatus) => void): void
  /** Where LISTEN may connect to; null unless connected. */
  connection(): ConnectionOptions | null
  start(): void
  close(): Promise<void>
}

export interface DatabaseOptions {
  location: DatabaseLocation | null
  maxConnections: number
  clock: Clock
  random?: () => number
}

export function createDatabase({ location, maxConnections, clock, random = Math.random }: DatabaseOptions): Database {
  const listeners: ((status: DatabaseStatus, previous: DatabaseStatus) => void)[] = []
  const closing = new AbortController()
  const poolMax = Math.max(1, maxConnections - 1) // one is LISTEN's
  let pool: pg.Pool | null = null
  let connection: ConnectionOptions | null = null
  let current = { state: location ? 'starting' : 'off', since: clock.now(), lastError: null as string | null } as Pick<DatabaseStatus, 'state' | 'since' | 'lastError'>
  let roundTripMs: number | null = null
  let connecting: Promise<void> | null = null

  const status = (): DatabaseStatus => ({
    ...current,
    description: location?.describe() ?? 'none (DATABASE_URL=off)',
    roundTripMs,
    pool: { max: poolMax, total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 },
  })

  /** Only a change of state is told; another reason for being lost is kept for whoever asks. */
  function become(state: DatabaseState, lastError: string | null): void {
    const previous = status()
    if (state === current.state) {
      current = { ...current, lastError }
      return
    }
    current = { state, since: clock.now(), lastError }
    for (const listener of listeners) listener(status(), previous)
  }

  async function connectOnce(): Promise<void> {
    const found = await location!.locate(closing.signal)
    if (found.url !== connection?.url) discardPool() // the embedded server came back on another port
    connection = found
    pool ??= watchedPool(connection)
    const client = await pool.connect()
    try {
      await migrate(client)
    } catch (error) {
      client.release(true)
      throw error
    }
    client.release()
    become('connected', null)
  }

  function watchedPool(to: ConnectionOptions): pg.Pool {
    const created = createPool(to, poolMax)
    created.on('error', (error) => found(error)) // an idle client's error without a listener would end the process
    return created
  }

  async function connectUntilThere(): Promise<void> {
    for (let failures = 1; !closing.signal.aborted; failures++) {
      try {
        await connectOnce()
        return
      } catch (error) {
        if (closing.signal.aborted) return
        discardPool()
        if (error instanceof EmbeddedUnavailable) return become('off', error.message)
        if (error instanceof SchemaRefused) return become('refused', error.message)
        become('lost', unavailability(error) ?? (error instanceof Error ? error.message : String(error)))
      }
      await clock.sleep(backoffMs(failures, random), closing.signal).catch(() => {})
    }
  }

  function reconnect(): void {
    if (closing.signal.aborted || !location) return
    connecting ??= connectUntilThere().finally(() => {
      connecting = null
    })
  }

  /** Takes note of an error: one that means the server is away begins the way back. */
  function found(error: unknown): unknown {
    const reason = unavailability(error)
    if (reason === null) return error
    if (current.state === 'connected' && !isWriteOnly(error)) {
      become('lost', reason)
      reconnect()
    }
    return new DatabaseUnavailable(reason, error)
  }

  function discardPool(): void {
    const old = pool
    pool = null
    if (old) void endPool(old, clock)
  }

  function usablePool(): pg.Pool {
    if (current.state !== 'connected' || !pool) throw new DatabaseUnavailable(current.lastError ?? `it is ${current.state}`)
    return pool
  }

  return {
    status,
    connection: () => (current.state === 'connected' ? connection : null),
    onChange: (listener) => listeners.push(listener),
    start: reconnect,
    query: async (text, values) => {
      try {
        return (await usablePool().query(text, values as unknown[])).rows
      } catch (error) {
        throw found(error)
      }
    },
    transaction: async (work, options = {}) => {
      try {
        return await inTransaction(usablePool(), work, options)
      } catch (error) {
        throw found(error)
      }
    },
    ping: async () => {
      const started = performance.now()
      try {
        await usablePool().query('SELECT 1')
      } catch (error) {
        throw found(error)
      }
      roundTripMs = performance.now() - started
      return roundTripMs
    },
    close: async () => {
      closing.abort(new DatabaseUnavailable('the program is stopping'))
      await connecting
      const old = pool
      pool = null
      if (old) await endPool(old, clock)
      await location?.close()
    },
  }
}

/** A full disk or a read-only server stops writes only: reads go on, so the connection is not given up. */
function isWriteOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '53100' || error.code === '25006')
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>, options: TransactionOptions): Promise<T> {
  const timeout = options.statementTimeoutMs ?? queryTimeoutMs
  const client = await pool.connect()
  const query = async (text: string, values?: readonly unknown[]): Promise<Row[]> =>
    (await client.query({ text, values: values as unknown[], query_timeout: timeout } as pg.QueryConfig)).rows as Row[]
  try {
    const begin = options.readOnly ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN'
    // The server's own bound, too: a statement that we gave up on must not go on holding its locks.
    await query(`${begin}; SET LOCAL statement_timeout = ${timeout}`)
    const result = await work({ query: query as Queryable['query'] })
    await query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // After a timeout the answer may still come: such a client is never used again.
    const reusable = unavailability(error) === null && (await query('ROLLBACK').then(() => true, () => false))
    client.release(!reusable)
    throw error
  }
}

/** Ends a pool within two seconds: a client that is stuck on a frozen server would make `end` wait for ever. */
async function endPool(pool: pg.Pool, clock: Clock): Promise<void> {
  if (pool.totalCount === 0) return pool.end()
  pool.on('error', () => {})
  await Promise.race([pool.end().catch(() => {}), clock.sleep(2_000)])
}
