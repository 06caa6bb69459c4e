/**
 * The life cycle of the connection to PostgreSQL.
 *
 *   starting ──▶ connected ◀──▶ lost          off: DATABASE_URL=off, or no embedded server for this platform
 *       └──────────▶ lost ──▶ refused          refused: a newer schema, or a table that this program must not use
 *
 * One loop connects: locate the server (starting the embedded one if needed), connect, migrate, become `connected`. When a
 * query finds that the server is gone, the state becomes `lost` and the loop starts again, with exponential backoff and jitter.
 * In any other state than `connected`, `pool()` throws at once, so that nobody waits for a server that is known to be down.
 */
import { DataDirInUse, DataDirUnusable, EmbeddedFailed, EmbeddedUnavailable } from '@modelkeep/embedded-postgres/errors'
import type pg from 'pg'
import type { Clock } from '../../lib/clock.js'
import { singleFlight } from '../../lib/single-flight.js'
import {
  DatabaseUnavailable,
  ForeignTable,
  SchemaRefused,
  failureOf,
  firstLine,
  type Failure,
  type Grantee,
} from '../database-error.js'
import { migrate, type ProgramSchema } from '../migrate.js'
import { backoffMs } from './backoff.js'
import type { DatabaseLocation } from './location.js'
import { connectionsInUse, createPool, endPool, type ConnectionOptions } from './pool.js'

const endPoolWithinMs = 1_000

export type DatabaseState = 'off' | 'starting' | 'connected' | 'lost' | 'refused'

export interface ConnectionStatus {
  state: DatabaseState
  /** Unix milliseconds of the last change of state. */
  since: number
  description: string
  /** Which kind of database, without its address. */
  name: string
  /** For operators: may name tables, roles and files. */
  lastError: string | null
  /** The same for everybody. */
  publicError: string | null
  pool: { max: number; total: number; idle: number; waiting: number }
}

export interface ConnectionSettings {
  location: DatabaseLocation | null
  maxConnections: number
  clock: Clock
  random: () => number
  schema: ProgramSchema
}

export class DatabaseConnection {
  readonly #settings: ConnectionSettings
  readonly #maxPooled: number
  readonly #onChange: (previous: ConnectionStatus) => void
  readonly #closing = new AbortController()
  readonly #connecting = singleFlight(() => this.#connectWithRetries())
  #pool: pg.Pool | null = null
  #inUse: ReadonlySet<pg.PoolClient> = new Set()
  #server: ConnectionOptions | null = null
  #state: DatabaseState
  #since: number
  #lastError: Failure | null = null
  #who: Grantee = {}

  /** `onChange` is called after each change of state, with the status before it. */
  constructor(settings: ConnectionSettings, onChange: (previous: ConnectionStatus) => void) {
    this.#settings = settings
    this.#onChange = onChange
    this.#maxPooled = Math.max(1, settings.maxConnections - 1) // LISTEN uses one
    this.#state = settings.location ? 'starting' : 'off'
    this.#since = settings.clock.now()
  }

  status(): ConnectionStatus {
    const { location } = this.#settings
    return {
      state: this.#state,
      since: this.#since,
      lastError: this.#lastError?.detail ?? null,
      publicError: this.#lastError?.reason ?? null,
      description: location?.describe() ?? 'none (DATABASE_URL=off)',
      name: location?.name() ?? 'none',
      pool: {
        max: this.#maxPooled,
        total: this.#pool?.totalCount ?? 0,
        idle: this.#pool?.idleCount ?? 0,
        waiting: this.#pool?.waitingCount ?? 0,
      },
    }
  }

  /** Where the server is; null unless connected. */
  server(): ConnectionOptions | null {
    return this.#state === 'connected' ? this.#server : null
  }

  /** @throws DatabaseUnavailable unless connected */
  pool(): pg.Pool {
    if (this.#state === 'connected' && this.#pool) return this.#pool
    throw new DatabaseUnavailable(this.#lastError ?? openly(`it is ${this.#state}`))
  }

  start(): void {
    if (this.#settings.location && !this.#closing.signal.aborted) void this.#connecting.run()
  }

  async close(): Promise<void> {
    this.#closing.abort(new DatabaseUnavailable('the program is stopping'))
    await this.#connecting.running()
    await this.#endPool()
    await this.#settings.location?.close()
  }

  /**
   * Takes any error of a query and returns the error to throw. An error that means that the server is gone starts the reconnect,
   * and is returned as DatabaseUnavailable.
   */
  report(error: unknown): unknown {
    if (error instanceof SchemaRefused) return this.#refuse(error)
    const failure = failureOf(error, this.#who)
    if (failure === null || error instanceof DatabaseUnavailable) return error
    if (this.#state === 'connected' && !preventsWritesOnly(error) && !this.#isPoolExhausted(error)) {
      this.#become('lost', failure)
      this.start()
    }
    return new DatabaseUnavailable(failure, error)
  }

  /** A newer program has migrated the database meanwhile, and its schema excludes this program. */
  #refuse(error: SchemaRefused): DatabaseUnavailable {
    this.#become('refused', openly(error.message))
    void this.#endPool()
    return new DatabaseUnavailable(error.message, error)
  }

  /** All of our own connections were busy for too long. That is no sign that the server is gone. */
  #isPoolExhausted(error: unknown): boolean {
    const pool = this.#pool
    if (pool === null || !(error instanceof Error)) return false
    const isTimeout = /timeout exceeded when trying to connect/.test(error.message)
    return isTimeout && pool.totalCount >= this.#maxPooled && pool.idleCount === 0
  }

  #become(state: DatabaseState, lastError: Failure | null): void {
    const previous = this.status()
    this.#lastError = lastError
    if (state === this.#state) return
    this.#state = state
    this.#since = this.#settings.clock.now()
    this.#onChange(previous)
  }

  async #connectWithRetries(): Promise<void> {
    const { clock, random } = this.#settings
    for (let failures = 1; !this.#closing.signal.aborted; failures++) {
      try {
        return await this.#connect()
      } catch (error) {
        await this.#endPool()
        if (this.#closing.signal.aborted) return
        if (error instanceof EmbeddedUnavailable) return this.#become('off', openly(error.message))
        if (error instanceof SchemaRefused) return this.#become('refused', openly(error.message))
        if (error instanceof ForeignTable) return this.#become('refused', failureOf(error))
        this.#become('lost', connectFailure(error))
      }
      await clock.sleep(backoffMs(failures, random), this.#closing.signal).catch(() => {})
    }
  }

  async #connect(): Promise<void> {
    const server = await this.#settings.location!.locate(this.#closing.signal)
    if (server.url !== this.#server?.url) await this.#endPool() // the embedded server restarted on another port
    this.#server = server
    this.#pool ??= this.#createPool(server)
    const client = await this.#pool.connect()
    try {
      const { who } = await migrate(client, server, this.#settings.schema, this.#closing.signal)
      this.#who = who
    } catch (error) {
      client.release(true)
      throw error
    }
    client.release()
    this.#become('connected', null)
  }

  #createPool(server: ConnectionOptions): pg.Pool {
    const pool = createPool(server, this.#maxPooled)
    this.#inUse = connectionsInUse(pool)
    pool.on('error', (error) => this.report(error)) // without a listener, an idle client's error ends the process
    return pool
  }

  /** Does not wait long: a client that is stuck on a frozen server would delay the end of the pool indefinitely. */
  async #endPool(): Promise<void> {
    const pool = this.#pool
    this.#pool = null
    if (pool === null) return
    const ended = endPool(pool, this.#inUse)
    if (pool.totalCount > 0) await Promise.race([ended, this.#settings.clock.sleep(endPoolWithinMs)])
  }
}

/** A full disk or a read-only server prevents writes only. Reads continue, so the connection is kept. */
function preventsWritesOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '53100' || error.code === '25006')
}

function openly(message: string): Failure {
  return { reason: message, detail: message }
}

/** Why a connection could not be made. What PostgreSQL says about an unexpected failure may name tables and values. */
function connectFailure(error: unknown): Failure {
  const known = failureOf(error)
  if (known) return known
  const detail = firstLine(error)
  if ([EmbeddedFailed, DataDirInUse, DataDirUnusable].some((kind) => error instanceof kind)) return openly(detail)
  return { reason: 'it could not be prepared; the log has the reason', detail }
}
