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
import { EmbeddedUnavailable } from '@modelkeep/embedded-postgres/errors'
import type pg from 'pg'
import type { Clock } from '../lib/clock.js'
import { singleFlight } from '../lib/single-flight.js'
import { backoffMs } from './backoff.js'
import type { DatabaseLocation } from './connection.js'
import { DatabaseUnavailable, SchemaRefused, oneLine, unavailability } from './database-error.js'
import { migrate, ownSchema, refuseIncompatible, type ProgramSchema } from './migrate.js'
import { connectionsInUse, createPool, endPool, type ConnectionOptions } from './pool.js'
import type { DatabaseSchema } from './queries/newest-sync.js'
import type { Queryable, Row, TransactionOptions } from './queryable.js'
import { inTransaction } from './transaction.js'

const discardWithinMs = 1_000

export type DatabaseState = 'off' | 'starting' | 'connected' | 'lost' | 'refused'

export interface DatabaseStatus {
  state: DatabaseState
  /** Unix milliseconds: since when it is in this state. */
  since: number
  description: string
  /** Which database, and not where it is. */
  name: string
  lastError: string | null
  /** Milliseconds of the newest `SELECT 1`, or null when none was answered yet. */
  roundTripMs: number | null
  pool: { max: number; total: number; idle: number; waiting: number }
}

export type StatusListener = (status: DatabaseStatus, previous: DatabaseStatus) => void

export interface Database extends Queryable {
  /** That of this program; the database may be newer. */
  readonly schemaVersion: number
  status(): DatabaseStatus
  /** Runs `work` in one transaction and commits it. @throws DatabaseUnavailable when the server is away */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Measures one round trip, and finds out about a loss. */
  ping(): Promise<number>
  /** What was read of the schema, which a newer program may have changed. @throws DatabaseUnavailable where this program must not use it */
  checkSchema(schema: DatabaseSchema): void
  onChange(listener: StatusListener): void
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
  /** What this program was written for. */
  schema?: ProgramSchema
  /** Told of each query and each transaction that the server was asked for. */
  onOperation?: (operation: DatabaseOperation) => void
}

/** `unavailable`: the server could not be used; `error`: it refused the statement, or whoever asked broke off. */
export interface DatabaseOperation {
  outcome: 'ok' | 'error' | 'unavailable'
  ms: number
}

export function createDatabase(options: DatabaseOptions): Database {
  return new PostgresDatabase(options)
}

class PostgresDatabase implements Database {
  readonly schemaVersion: number
  readonly #schema: ProgramSchema
  readonly #location: DatabaseLocation | null
  readonly #clock: Clock
  readonly #random: () => number
  readonly #onOperation: (operation: DatabaseOperation) => void
  readonly #poolMax: number
  readonly #listeners: StatusListener[] = []
  readonly #closing = new AbortController()
  readonly #connecting = singleFlight(() => this.#connectUntilThere())
  #pool: pg.Pool | null = null
  #inUse: ReadonlySet<pg.PoolClient> = new Set()
  #connection: ConnectionOptions | null = null
  #state: DatabaseState
  #since: number
  #lastError: string | null = null
  #roundTripMs: number | null = null

  constructor({
    location,
    maxConnections,
    clock,
    random = Math.random,
    schema = ownSchema,
    onOperation = () => {},
  }: DatabaseOptions) {
    this.schemaVersion = schema.version
    this.#schema = schema
    this.#location = location
    this.#clock = clock
    this.#random = random
    this.#onOperation = onOperation
    this.#poolMax = Math.max(1, maxConnections - 1) // one is LISTEN's
    this.#state = location ? 'starting' : 'off'
    this.#since = clock.now()
  }

  status(): DatabaseStatus {
    const pool = this.#pool
    return {
      state: this.#state,
      since: this.#since,
      lastError: this.#lastError,
      description: this.#location?.describe() ?? 'none (DATABASE_URL=off)',
      name: this.#location?.name() ?? 'none',
      roundTripMs: this.#roundTripMs,
      pool: {
        max: this.#poolMax,
        total: pool?.totalCount ?? 0,
        idle: pool?.idleCount ?? 0,
        waiting: pool?.waitingCount ?? 0,
      },
    }
  }

  connection(): ConnectionOptions | null {
    return this.#state === 'connected' ? this.#connection : null
  }

  onChange(listener: StatusListener): void {
    this.#listeners.push(listener)
  }

  start(): void {
    if (this.#location && !this.#closing.signal.aborted) void this.#connecting.run()
  }

  async query<T extends Row>(text: string, values?: readonly unknown[]): Promise<T[]> {
    return this.#noticingLoss(async (pool) => (await pool.query<T>(text, values as unknown[])).rows)
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#noticingLoss((pool) => inTransaction(pool, work, options))
  }

  checkSchema(schema: DatabaseSchema): void {
    try {
      refuseIncompatible(schema, this.schemaVersion)
    } catch (error) {
      throw this.#notice(error)
    }
  }

  async ping(): Promise<number> {
    const started = performance.now()
    await this.query('SELECT 1')
    this.#roundTripMs = performance.now() - started
    return this.#roundTripMs
  }

  async close(): Promise<void> {
    this.#closing.abort(new DatabaseUnavailable('the program is stopping'))
    await this.#connecting.running()
    await this.#discardPool()
    await this.#location?.close()
  }

  /** Only a change of state is told; another reason for being lost is kept for whoever asks. */
  #become(state: DatabaseState, lastError: string | null): void {
    const previous = this.status()
    this.#lastError = lastError
    if (state === this.#state) return
    this.#state = state
    this.#since = this.#clock.now()
    for (const listener of this.#listeners) listener(this.status(), previous)
  }

  async #noticingLoss<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
    if (this.#state !== 'connected' || !this.#pool)
      throw new DatabaseUnavailable(this.#lastError ?? `it is ${this.#state}`)
    const startedAt = performance.now()
    const done = (outcome: DatabaseOperation['outcome']): void =>
      this.#onOperation({ outcome, ms: performance.now() - startedAt })
    try {
      const result = await work(this.#pool)
      done('ok')
      return result
    } catch (error) {
      const noticed = this.#notice(error)
      done(noticed instanceof DatabaseUnavailable ? 'unavailable' : 'error')
      throw noticed
    }
  }

  /** An error that means the server is away begins the way back, and becomes DatabaseUnavailable. */
  #notice(error: unknown): unknown {
    if (error instanceof SchemaRefused) return this.#refuse(error)
    const reason = unavailability(error)
    if (reason === null || error instanceof DatabaseUnavailable) return error
    if (this.#state === 'connected' && !stopsWritesOnly(error) && !this.#isBusy(error)) {
      this.#become('lost', reason)
      this.start()
    }
    return new DatabaseUnavailable(reason, error)
  }

  /** A newer program has migrated the database beneath this one, and says that older ones must not write any more. */
  #refuse(error: SchemaRefused): DatabaseUnavailable {
    this.#become('refused', error.message)
    void this.#discardPool()
    return new DatabaseUnavailable(error.message, error)
  }

  /** No connection in time, because all of ours are in use: that says nothing of the server. */
  #isBusy(error: unknown): boolean {
    const pool = this.#pool
    return (
      error instanceof Error &&
      /timeout exceeded when trying to connect/.test(error.message) &&
      pool !== null &&
      pool.totalCount >= this.#poolMax &&
      pool.idleCount === 0
    )
  }

  async #connectUntilThere(): Promise<void> {
    for (let failures = 1; !this.#closing.signal.aborted; failures++) {
      try {
        await this.#connect()
        return
      } catch (error) {
        await this.#discardPool()
        if (this.#closing.signal.aborted) return
        if (error instanceof EmbeddedUnavailable) return this.#become('off', error.message)
        if (error instanceof SchemaRefused) return this.#become('refused', error.message)
        this.#become('lost', unavailability(error) ?? oneLine(error))
      }
      await this.#clock.sleep(backoffMs(failures, this.#random), this.#closing.signal).catch(() => {})
    }
  }

  async #connect(): Promise<void> {
    const connection = await this.#location!.locate(this.#closing.signal)
    if (connection.url !== this.#connection?.url) await this.#discardPool() // the embedded server came back on another port
    this.#connection = connection
    this.#pool ??= this.#createPool(connection)
    const client = await this.#pool.connect()
    try {
      await migrate(client, connection, this.#schema, this.#closing.signal)
    } catch (error) {
      client.release(true)
      throw error
    }
    client.release()
    this.#become('connected', null)
  }

  #createPool(connection: ConnectionOptions): pg.Pool {
    const pool = createPool(connection, this.#poolMax)
    this.#inUse = connectionsInUse(pool)
    pool.on('error', (error) => this.#notice(error)) // an idle client's error without a listener would end the process
    return pool
  }

  /** Bounded: a client that is stuck on a frozen server would make `end` wait for ever. */
  async #discardPool(): Promise<void> {
    const pool = this.#pool
    this.#pool = null
    if (pool === null) return
    const ended = endPool(pool, this.#inUse)
    if (pool.totalCount > 0) await Promise.race([ended, this.#clock.sleep(discardWithinMs)])
  }
}

/** A full disk or a read-only server stops writes only: reads go on, so the connection is not given up. */
function stopsWritesOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '53100' || error.code === '25006')
}
