import { readFile } from 'node:fs/promises'
import { enoughConnections } from './connection-limits.js'

/** For the database, upstream, files and what Node has open itself. */
const forOthers = 256

/** How many connections may be open at the same time, so that there are descriptors left for all else. What is not known (but on Linux) does not bound it. */
export async function mostConnections(limits = '/proc/self/limits'): Promise<number> {
  const text = await readFile(limits, 'utf8').catch(() => '')
  const soft = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Number.NaN) // Node has raised it as far as it may
  return Number.isNaN(soft) ? enoughConnections : Math.max(forOthers, Math.min(enoughConnections, soft - forOthers))
}
