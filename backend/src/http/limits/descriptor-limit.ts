import { readFile } from 'node:fs/promises'
import { defaultMaxConnections } from './connection-limits.js'

/** Descriptors reserved for the database, upstream, files and Node itself. */
const reserved = 256

/** How many connections the process can hold open under its descriptor limit. Where that is unknown (outside Linux) it sets no bound. */
export async function maxOpenConnections(limits = '/proc/self/limits'): Promise<number> {
  const text = await readFile(limits, 'utf8').catch(() => '')
  const soft = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Number.NaN) // Node has raised it as far as it may
  return Number.isNaN(soft)
    ? defaultMaxConnections
    : Math.max(reserved, Math.min(defaultMaxConnections, soft - reserved))
}
