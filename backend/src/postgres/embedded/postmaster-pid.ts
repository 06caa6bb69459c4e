import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a server on a cluster says of itself in `postmaster.pid`. Nothing in it proves that the server still runs. */
export interface PostmasterPid {
  readonly pid: number
  /** A server without a network, as initdb uses it; PostgreSQL writes its id as a negative number. */
  readonly standalone: boolean
  /** True once connections are accepted. */
  readonly ready: boolean
}

const PID_LINE = 0
/** See PostgreSQL's src/include/utils/pidfile.h. */
const STATUS_LINE = 7

/** Null where there is no such file, or where it is not yet written to its end. */
export async function readPostmasterPid(cluster: string): Promise<PostmasterPid | null> {
  const content = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = content.split('\n')
  const pid = Number(lines[PID_LINE])
  if (!Number.isSafeInteger(pid) || pid === 0) return null
  return { pid: Math.abs(pid), standalone: pid < 0, ready: lines[STATUS_LINE]?.trim() === 'ready' }
}
