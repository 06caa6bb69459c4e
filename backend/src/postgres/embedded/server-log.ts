import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises'

/** Where the server's own log would otherwise grow without end. One older file is kept. */
const MAX_BYTES = 10 * 1024 * 1024

export interface ServerLog {
  readonly fd: number
  /** What was written since it was opened. */
  read(): Promise<string>
  /** Closes it here; a server that was started with it goes on writing. */
  close(): Promise<void>
}

/** Opens the log to append to, after moving one of more than 10 MB to `<path>.1`. */
export async function openServerLog(path: string): Promise<ServerLog> {
  const size = await sizeOf(path)
  if (size > MAX_BYTES) await rename(path, `${path}.1`)
  const file: FileHandle = await open(path, 'a', 0o600)
  const { size: start } = await file.stat()
  return {
    fd: file.fd,
    read: async () => (await readFile(path)).subarray(start).toString('utf8'),
    close: () => file.close(),
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
