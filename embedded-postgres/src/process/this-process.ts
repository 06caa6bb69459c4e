import { readlink, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'

/** The id of this process, or null on a system without /proc. */
export async function ownPid(): Promise<number | null> {
  const pid = Number(await readlink('/proc/self').catch(() => ''))
  return pid > 0 ? pid : null
}

/** The effective user. In a container that user may have no name, and then `userInfo` throws. */
export async function ownUser(): Promise<{ uid: number; gid: number }> {
  try {
    const { uid, gid } = userInfo()
    return { uid, gid }
  } catch {
    const { uid, gid } = await stat('/proc/self')
    return { uid, gid }
  }
}
