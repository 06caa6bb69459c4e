/**
 * Which user runs PostgreSQL, and how that user reaches the cluster.
 *
 * PostgreSQL refuses to run as root. Started by root, the server therefore runs as another user: the owner of the cluster
 * if there is one already, else `postgres` where the system has it, else `nobody`. No user is created.
 *
 * That user often cannot reach DATA_DIR by its path (a 0700 home, `mktemp -d`). It does not have to: libuv enters the working
 * directory before it gives up root, a working directory stays usable whatever lies above it, and every PostgreSQL process has the
 * cluster as its working directory. So the server is told that its data is at `/proc/self/cwd`, and no mode outside the
 * cluster is touched.
 */
import { lchown, readFile, readdir, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { EmbeddedFailed, errorCode } from './errors.js'
import { ownUser } from './this-process.js'

export interface Owner {
  readonly uid: number
  readonly gid: number
  /** True where this process is root and the server has to run as somebody else. */
  readonly switches: boolean
}

const ROOT = 0
/** `nobody` and its group on every Linux; the kernel's overflow id. */
const NOBODY: Owner = { uid: 65534, gid: 65534, switches: true }

/** Throws EmbeddedFailed where the cluster belongs to a user that this process can neither be nor become. */
export async function chooseOwner(cluster: string): Promise<Owner> {
  const { uid, gid } = await ownUser()
  const holder = await holderOf(cluster)
  if (uid !== ROOT) {
    if (holder === null || holder.uid === uid) return { uid, gid, switches: false }
    throw new EmbeddedFailed(
      `the database in ${cluster} belongs to user id ${String(holder.uid)}: start Modelkeep as root or as that user`,
    )
  }
  if (holder !== null && holder.uid !== ROOT) return holder
  return (await postgresUser()) ?? NOBODY
}

/** What to pass to `spawn` so that the child runs as the owner. */
export function identityOf(owner: Owner): { uid?: number; gid?: number } {
  return owner.switches ? { uid: owner.uid, gid: owner.gid } : {}
}

/** The cluster's path as the server has to be told it, given that the server is started in that directory. */
export function pathForServer(cluster: string, owner: Owner): string {
  return owner.switches && platform() === 'linux' ? '/proc/self/cwd' : cluster
}

/** Gives a whole directory to the owner, such as one restored by root from a backup. Symbolic links are not followed. */
export async function giveTo(owner: Owner, path: string): Promise<void> {
  if (!owner.switches) return
  await lchown(path, owner.uid, owner.gid)
  const entries = await readdir(path, { recursive: true })
  for (const entry of entries) await lchown(join(path, entry), owner.uid, owner.gid)
}

async function holderOf(cluster: string): Promise<Owner | null> {
  try {
    const { uid, gid } = await stat(cluster)
    return { uid, gid, switches: true }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

async function postgresUser(): Promise<Owner | null> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const [, , uid, gid] =
    users
      .split('\n')
      .find((line) => line.startsWith('postgres:'))
      ?.split(':') ?? []
  if (!uid || !gid || Number(uid) === ROOT) return null
  return { uid: Number(uid), gid: Number(gid), switches: true }
}
