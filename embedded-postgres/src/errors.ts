/** This machine cannot run the embedded PostgreSQL: musl, Windows, or a missing package. */
export class EmbeddedUnavailable extends Error {
  override readonly name = 'EmbeddedUnavailable'
  readonly code = 'unsupported_platform'
}

/** Another running process owns DATA_DIR. `pid` is its process id, or null if that is unknown. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse'
  readonly code = 'data_dir_in_use'
  readonly pid: number | null

  constructor(dataDir: string, pid: number | null) {
    const owner = pid === null ? 'another process' : `process ${String(pid)}`
    super(`${dataDir} is in use by ${owner}: stop it first, or choose another DATA_DIR`)
    this.pid = pid
  }
}

/** DATA_DIR cannot be written: permissions, a read-only or full disk, a file in the way. The message has a remedy. */
export class DataDirUnusable extends Error {
  override readonly name = 'DataDirUnusable'
  readonly code = 'data_dir_unusable'

  constructor(dataDir: string, problem: string, cause: unknown) {
    super(`DATA_DIR ${dataDir} cannot be used: ${problem}`, { cause })
  }
}

/** The embedded PostgreSQL could not be started. The message gives the reason and contains no secret. */
export class EmbeddedFailed extends Error {
  override readonly name = 'EmbeddedFailed'
  readonly code = 'start_failed'
}

/** The `code` of a system error such as `ENOENT`, or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
