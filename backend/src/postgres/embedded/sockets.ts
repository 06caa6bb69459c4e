import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { type Server, connect, createServer } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { errorCode } from './errors.js'

/** Something that the kernel reports as listening for as long as this process lives. Does not keep the event loop alive. */
export interface Listener {
  close(): Promise<void>
}

/** Unix sockets in one directory, by their names in it, however long the directory's path is. */
export interface SocketDirectory {
  listen(name: string): Promise<Listener>
  /** False only where it is certain that nobody listens. */
  answers(name: string): Promise<boolean>
  close(): Promise<void>
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const MAX_PATH_BYTES = 100

export async function openSocketDirectory(path: string): Promise<SocketDirectory> {
  const directory = await open(path)
  const addressOf = (name: string): string => {
    const full = join(path, name)
    const short = Buffer.byteLength(full) <= MAX_PATH_BYTES || platform() !== 'linux'
    return short ? full : `/proc/self/fd/${String(directory.fd)}/${name}`
  }
  return {
    listen: (name) => listen(addressOf(name)),
    answers: (name) => answers(addressOf(name)),
    close: () => directory.close(),
  }
}

/** True for what a file system without Unix sockets answers (FAT, some shared folders), and for Windows. */
export function lacksSockets(error: unknown): boolean {
  const code = errorCode(error)
  return code !== undefined && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'EISDIR'].includes(code)
}

/** Listens under a name that the system gives to one holder at a time, or returns null where it is taken. */
export async function listenOnName(name: string): Promise<Listener | null> {
  const id = `modelkeep-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`
  try {
    return await listen(platform() === 'win32' ? `\\\\.\\pipe\\${id}` : `\0${id}`)
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return null
    throw error
  }
}

async function listen(path: string): Promise<Listener> {
  const server: Server = createServer((socket) => socket.destroy())
  server.listen(path)
  await once(server, 'listening')
  // To answer is the kernel's part; a connection that cannot be accepted, for want of file descriptors, changes nothing.
  server.on('error', () => {})
  server.unref()
  return { close: () => new Promise((resolve) => void server.close(() => resolve())) }
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    const code = errorCode(error)
    return code !== 'ECONNREFUSED' && code !== 'ENOENT'
  } finally {
    socket.destroy()
  }
}
