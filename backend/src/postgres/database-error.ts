/**
 * Why the database cannot be used, in one line each, without secrets. `detail` is for operators (the log, commands) and may name
 * tables, roles and files. `reason` is for everybody.
 */
export interface Failure {
  reason: string
  detail: string
}

/** PostgreSQL could not be used. The message has the detail. */
export class DatabaseUnavailable extends Error implements Failure {
  override readonly name = 'DatabaseUnavailable'
  readonly code = 'database_unavailable'
  readonly reason: string
  readonly detail: string
  constructor(failure: string | Failure, cause?: unknown) {
    const { reason, detail } = typeof failure === 'string' ? { reason: failure, detail: failure } : failure
    super(`the database cannot be used: ${detail}`, { cause })
    this.reason = reason
    this.detail = detail
  }
}

/** A table in the way was not made by this program, which must neither change it nor describe it to clients. Retrying does not help. */
export class ForeignTable extends Error implements Failure {
  override readonly name = 'ForeignTable'
  readonly code = 'foreign_table'
  readonly reason = 'it contains a table of another program under a name that Modelkeep uses; the log names it'
  get detail(): string {
    return this.message
  }
}

/** The role may not do what the schema needs. The message names the privilege and the statement that grants it. */
export class PrivilegeMissing extends Error implements Failure {
  override readonly name = 'PrivilegeMissing'
  readonly code = 'privilege_missing'
  readonly reason = lacksPrivilege
  get detail(): string {
    return this.message
  }
}

/** A newer program has migrated the database and excluded older programs. Retrying does not help. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused'
  readonly code = 'schema_refused'
}

/** A commit was rejected because this process lost the lease: it was paused, or too slow. Nothing was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
  readonly code = 'lease_lost'
  constructor(holder: string) {
    super(`the lease is no longer held by ${holder}`)
  }
}

/** A row holds what the program never writes, such as a time without a date. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow'
  readonly code = 'damaged_row'
}

const lacksPrivilege = 'the user lacks a privilege that the program needs'

const damagedRow = 'a row is damaged'

const noDiskSpace = 'the server has no disk space left'

const sqlStates: Readonly<Record<string, string>> = {
  '28P01': 'the password was not accepted',
  '28000': 'this user may not connect (pg_hba.conf, or TLS is required)',
  '3D000': 'there is no database of that name',
  '42501': lacksPrivilege,
  '53100': noDiskSpace,
  '53300': 'the server has no connection left',
  '57P01': 'the server ended the connection',
  '57P02': 'the server crashed',
  '57P03': 'the server is starting up or shutting down',
  '25006': 'the server is read-only',
}

/** Errors of a statement that is not at fault: the server had no time for it, or somebody changed the tables. */
const statementStates: Readonly<Record<string, string>> = {
  '57014': 'the query took too long and was cancelled',
  '55P03': 'a table is locked',
  '40001': 'the query conflicted with another one',
  '40P01': 'the query conflicted with another one',
  '42P01': 'a table that the program needs is missing',
  '42703': 'a column that the program needs is missing',
}

/** Other errors of the same kind, by class. Not an invalid text (22021) or syntax (42601): those are this program's own faults. */
const statementClasses: readonly (readonly [RegExp, string])[] = [
  [/^(?:22(?!021)|XX)/, damagedRow],
  [/^(?:42(?!601)|0A|3F)/, 'the tables are not as the program made them'],
  [/^(?:P0|23|55)/, 'the server refused the query'],
  [/^(?:25|40)/, 'the query conflicted with another one'],
]

const unknownAuthority =
  'its TLS certificate is not signed by an authority that the program knows: name that in sslrootcert of DATABASE_URL, or in NODE_EXTRA_CA_CERTS'

const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'the server did not respond in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_NOT_YET_VALID: 'its TLS certificate is not valid yet',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host',
}

const driverMessages: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL/i, 'TLS is required and the server does not offer it'],
  [/timeout exceeded when trying to connect|timeout expired/i, 'no connection in time'],
  [/Query read timeout/i, 'a query timed out'],
  [/Connection terminated|Client has encountered a connection error|not queryable/i, 'the connection was cut'],
  [/permission denied for (?:schema|table|database)|must be owner of/i, lacksPrivilege], // node-pg-migrate keeps only the text
  [/SASL|SCRAM|password must be a string/i, 'the password was not accepted'],
]

/** Describes in one line why a statement failed that is not at fault; null for any other error. */
export function statementFailure(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof DamagedRow) return damagedRow
  return statementStates[code] ?? statementClasses.find(([pattern]) => pattern.test(code))?.[1] ?? null
}

/** The first line of an error's message. Some libraries append the stack of the cause. */
export function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
  return line
}

/**
 * Describes in one line why the server could not be used. Returns null if the statement was at fault: a bug of ours must not look
 * like an outage.
 */
export function unavailability(error: unknown): string | null {
  if (isFailure(error)) return error.reason
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = sqlStates[code] ?? systemErrors[code]
  if (known) return known
  if (/^(08|53|57P|58)/.test(code)) return `the server reported an internal error (SQLSTATE ${code})`
  if (error instanceof AggregateError && error.errors.length > 0) return unavailability(error.errors[0])
  return driverMessages.find(([pattern]) => pattern.test(error.message))?.[1] ?? null
}

/** As `unavailability`, with the detail. */
export function failureOf(error: unknown, who: Grantee = {}): Failure | null {
  if (isFailure(error)) return { reason: error.reason, detail: error.detail }
  const reason = unavailability(error)
  if (reason === null) return null
  return { reason, detail: reason === lacksPrivilege ? `${reason}: ${firstLine(error)}; ${remedy(who)}` : reason }
}

/** The role of a connection and its current schema, as SQL identifiers; absent if they are not known. */
export interface Grantee {
  role?: string
  schema?: string
}

/** How to grant what a role that did not create the tables needs. */
export function remedy({ role = '(the role)', schema = '(its schema)' }: Grantee): string {
  return `run GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role} as the owner of the tables, or ops/roles.sql`
}

/** Whether the server's disk is full. */
export function isDiskFull({ reason }: DatabaseUnavailable): boolean {
  return reason === noDiskSpace
}

function isFailure(error: unknown): error is Error & Failure {
  return error instanceof DatabaseUnavailable || error instanceof ForeignTable || error instanceof PrivilegeMissing
}
