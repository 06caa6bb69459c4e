/**
 * Which user runs PostgreSQL, and how that user reaches the cluster.
 *
 * PostgreSQL refuses to run as root. If root starts it, the server runs as the owner of an existing cluster, else as
 * `postgres` if the system has that user, else as `nobody`. No user is created.
 *
 * That user often cannot reach DATA_DIR by its path (a 0700 home, `mktemp -d`), and does not need to. libuv enters the
 * working directory before it drops root, a working directory stays usable whatever the modes above it, and every PostgreSQL
 * process has the cluster as its working directory. So the server is told that its data is in `/proc/self/cwd`, and no
 * mode outside the cluster is changed.
 */
import { lchown, readFile, readdir, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { EmbeddedFailed, errorCode } from '../errors.js'
import { ownUser } from './this-process.js'

/** The user who runs the server. */
export interface Owner {
  readonly uid: number
  readonly gid: number
  /** True if this process is root and the server has to run as another user. */
  readonly switches: boolean
}

export const ROOT = 0
/** `nobody` and its group on every Linux: the kernel's overflow id. */
const NOBODY: Owner = { uid: 65534, gid: 65534, switches: true }

/** @throws EmbeddedFailed if the cluster belongs to a user that this process neither is nor can become */
export async function chooseOwner(cluster: string): Promise<Owner> {
  const { uid, gid } = await ownUser()
  const clusterOwner = await ownerOf(cluster)
  if (uid === ROOT) {
    if (clusterOwner !== null && clusterOwner.uid !== ROOT) return { ...clusterOwner, switches: true }
    return (await postgresUser()) ?? NOBODY
  }
  if (clusterOwner === null || clusterOwner.uid === uid) return { uid, gid, switches: false }
  throw new EmbeddedFailed(
    `the database in ${cluster} belongs to user id ${String(clusterOwner.uid)}: start Modelkeep as root or as that user`,
  )
}

/** Options for `spawn` that make the child run as the owner. */
export function identityOf(owner: Owner): { uid?: number; gid?: number } {
  return owner.switches ? { uid: owner.uid, gid: owner.gid } : {}
}

/** The cluster's path for a server that is started with the cluster as its working directory. */
export function pathForServer(cluster: string, owner: Owner): string {
  return owner.switches && platform() === 'linux' ? '/proc/self/cwd' : cluster
}

/** Changes the owner of a directory tree, such as a backup restored by root. Does not follow symbolic links. */
export async function giveTo(owner: Owner, path: string): Promise<void> {
  if (!owner.switches) return
  await lchown(path, owner.uid, owner.gid)
  const entries = await readdir(path, { recursive: true })
  for (const entry of entries) await lchown(join(path, entry), owner.uid, owner.gid)
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const { uid, gid } = await stat(path)
    return { uid, gid }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

async function postgresUser(): Promise<Owner | null> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const line = users.split('\n').find((each) => each.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid || Number(uid) === ROOT) return null
  return { uid: Number(uid), gid: Number(gid), switches: true }
}
