/**
 * Why PostgreSQL could not be used. `reason` is one plain line without any secret, fit for a log and for /health.
 * `reached` tells a server that answered with a refusal from one that could not be reached.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly code = 'database_unavailable'
  readonly reason: string
  constructor(reason: string, cause?: unknown) {
    super(`the database cannot be used: ${reason}`, { cause })
    this.reason = reason
  }
}

/** The database's schema is of a newer program that says older programs must not touch it. Retrying does not help. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused'
  readonly code = 'schema_refused'
}

/** A commit was refused because the lease is no longer this process's: it was paused, or too slow. Nothing was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
  readonly code = 'lease_lost'
  constructor(holder: string) {
    super(`the lease is no longer held by ${holder}`)
  }
}

const sqlStates: Readonly<Record<string, string>> = {
  '28P01': 'the password was not accepted',
  '28000': 'this user may not connect (pg_hba.conf, or TLS is demanded)',
  '3D000': 'there is no database of that name',
  '42501': 'the user lacks a privilege that the program needs',
  '53100': 'the server has no disk space left',
  '53300': 'the server has no connection left',
  '57P01': 'the server ended the connection',
  '57P02': 'the server crashed',
  '57P03': 'the server is starting up or shutting down',
  '25006': 'the server is read-only',
}

const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'the server did not answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate cannot be verified',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host',
}

const driverMessages: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL/i, 'TLS was asked for and the server does not offer it'],
  [/timeout exceeded when trying to connect|timeout expired/i, 'no connection in time'],
  [/Query read timeout/i, 'a query was not answered in time'],
  [/Connection terminated|Client has encountered a connection error|not queryable/i, 'the connection was cut'],
  [/permission denied for (?:schema|table|database)/i, sqlStates['42501']!], // node-pg-migrate passes the text on and nothing else
  [/SASL|SCRAM|password must be a string/i, 'the password was not accepted'],
]

/** Of any error: what it says, in one line. Some libraries put the stack of the cause into the message. */
export function oneLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
  return line
}

/**
 * One plain line for what went wrong between us and the server, or null when the server was well and the statement was
 * at fault (a bug of ours, which must not pass for an outage).
 */
export function unavailability(error: unknown): string | null {
  if (error instanceof DatabaseUnavailable) return error.reason
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = sqlStates[code] ?? systemErrors[code]
  if (known) return known
  if (/^(08|53|57P|58)/.test(code)) return `the server reported an error of its own (SQLSTATE ${code})`
  if (error instanceof AggregateError && error.errors.length > 0) return unavailability(error.errors[0])
  return driverMessages.find(([pattern]) => pattern.test(error.message))?.[1] ?? null
}
