import { readdir, readFile, readlink } from 'node:fs/promises'

const LOCAL_ADDRESS = 1
const INODE = 9

/** How many descriptors a process has open, without the connections at one of its ports; null where the system does not tell (no /proc). */
export async function openDescriptors(pid: number, exceptAtPort: number): Promise<number | null> {
  try {
    const clients = await socketsAt(pid, exceptAtPort)
    const names = await readdir(`/proc/${pid}/fd`)
    const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => null))) // closed since
    return links.filter((link) => link !== null && !clients.has(link)).length
  } catch {
    return null
  }
}

async function socketsAt(pid: number, port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')))
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(1).map((line) => line.trim().split(/\s+/)))
  return new Set(rows.filter((row) => row[LOCAL_ADDRESS]?.endsWith(suffix)).map((row) => `socket:[${row[INODE]}]`))
}
