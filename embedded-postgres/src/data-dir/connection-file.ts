import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { errorCode } from '../errors.js'

export interface Connection {
  /** Contains the password; never log it. */
  readonly url: string
  /** The server's process id. */
  readonly pid: number
  readonly port: number
}

/** Replaces the file atomically, so that a reader never sees a partial one. Only its owner can read it. */
export async function writeConnection(path: string, connection: Connection): Promise<void> {
  const unfinished = `${path}.new`
  await rm(unfinished, { force: true })
  await writeFile(unfinished, `${JSON.stringify(connection)}\n`, { flag: 'wx', mode: 0o600 })
  await rename(unfinished, path)
}

/** Returns null if the file is missing or malformed. An existing file does not prove that a server runs. */
export async function readConnection(path: string): Promise<Connection | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isConnection(parsed) ? parsed : null
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

export async function removeConnection(path: string): Promise<void> {
  await rm(path, { force: true })
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false
  const { url, pid, port } = value as Record<string, unknown>
  return typeof url === 'string' && url.startsWith('postgres://') && isPositiveInteger(pid) && isPositiveInteger(port)
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}
