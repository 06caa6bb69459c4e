import { open, readFile, rename, stat } from 'node:fs/promises'

/** Bounds the server's log. One older file is kept. */
const MAX_BYTES = 10 * 1024 * 1024

export interface ServerLog {
  readonly fd: number
  /** What was written since the log was opened. */
  read(): Promise<string>
  /** Closes this process's descriptor. A server that was started with it keeps writing. */
  close(): Promise<void>
}

/** Opens the log for appending. A log of more than 10 MB is moved to `<path>.1` first. */
export async function openServerLog(path: string): Promise<ServerLog> {
  const existing = await stat(path).catch(() => null)
  if (existing !== null && existing.size > MAX_BYTES) await rename(path, `${path}.1`)
  const file = await open(path, 'a', 0o600)
  const { size: start } = await file.stat()
  return {
    fd: file.fd,
    read: async () => (await readFile(path)).subarray(start).toString('utf8'),
    close: () => file.close(),
  }
}
