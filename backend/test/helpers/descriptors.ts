import { readdir, readFile, readlink } from 'node:fs/promises'

export interface Descriptors {
  /** Connections at or to each of the given ports. */
  atPort: ReadonlyMap<number, number>
  /** All other descriptors: files, pipes, connections. */
  others: number
}

const LOCAL_ADDRESS = 1
const REMOTE_ADDRESS = 2
const INODE = 9

/** The open descriptors of a process; null on a system without /proc. */
export async function openDescriptors(pid: number, ports: readonly number[]): Promise<Descriptors | null> {
  try {
    const sockets = await portsOfSockets(pid)
    const names = await readdir(`/proc/${pid}/fd`)
    const links = (
      await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => null)))
    ).filter((link) => link !== null) // null: closed since
    const found = links.map((link) => sockets.get(link)?.find((port) => ports.includes(port)))
    const atPort = new Map(ports.map((port) => [port, found.filter((each) => each === port).length]))
    return { atPort, others: found.filter((each) => each === undefined).length }
  } catch {
    return null
  }
}

/** The local and remote port of each connection, by the link target of its descriptor. */
async function portsOfSockets(pid: number): Promise<Map<string, number[]>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')),
  )
  const rows = tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/)),
  )
  return new Map(
    rows.map((row) => [`socket:[${row[INODE]}]`, [portOf(row[LOCAL_ADDRESS]), portOf(row[REMOTE_ADDRESS])]]),
  )
}

function portOf(address = ''): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16)
}
