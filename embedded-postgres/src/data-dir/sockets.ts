import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { type Server, connect, createServer } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { errorCode } from '../errors.js'

/** A listening socket that lives as long as this process. Does not keep the event loop alive. */
export interface Listener {
  close(): Promise<void>
}

/** Unix sockets in one directory, addressed by file name. Works however long the directory's path is. */
export interface SocketDirectory {
  listen(name: string): Promise<Listener>
  /** False only if certainly nobody listens. */
  isListening(name: string): Promise<boolean>
  close(): Promise<void>
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, including the terminating zero. */
const MAX_PATH_BYTES = 100

const NO_SOCKET_SUPPORT = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'EISDIR'])

export async function openSocketDirectory(path: string): Promise<SocketDirectory> {
  const directory = await open(path)
  const addressOf = (name: string): string => {
    const full = join(path, name)
    const isShort = Buffer.byteLength(full) <= MAX_PATH_BYTES || platform() !== 'linux'
    return isShort ? full : `/proc/self/fd/${String(directory.fd)}/${name}`
  }
  return {
    listen: (name) => listen(addressOf(name)),
    isListening: (name) => isListening(addressOf(name)),
    close: () => directory.close(),
  }
}

/** True for the errors of file systems without Unix sockets (FAT, some shared folders) and of Windows. */
export function lacksSockets(error: unknown): boolean {
  return NO_SOCKET_SUPPORT.has(errorCode(error) ?? '')
}

/** Listens on a system-wide name that only one process can hold. Returns null if it is taken. */
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
  // The kernel accepts connections for us. Failing to accept one here (no file descriptors left) changes nothing.
  server.on('error', () => {})
  server.unref()
  return { close: () => new Promise((resolve) => void server.close(() => resolve())) }
}

async function isListening(path: string): Promise<boolean> {
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
