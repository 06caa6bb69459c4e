import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The contents of a cluster's `postmaster.pid`. They do not prove that the server still runs. */
export interface PostmasterPid {
  readonly pid: number
  /** A server without a network, as initdb uses it. PostgreSQL writes its id as a negative number. */
  readonly standalone: boolean
  /** True once connections are accepted. */
  readonly ready: boolean
}

const PID_LINE = 0
/** See PostgreSQL's src/include/utils/pidfile.h. */
const STATUS_LINE = 7

/** Returns null if the file is missing or incomplete. */
export async function readPostmasterPid(cluster: string): Promise<PostmasterPid | null> {
  const content = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = content.split('\n')
  const pid = Number(lines[PID_LINE])
  if (!Number.isSafeInteger(pid) || pid === 0) return null
  return { pid: Math.abs(pid), standalone: pid < 0, ready: lines[STATUS_LINE]?.trim() === 'ready' }
}
