import { randomUUID } from 'node:crypto'
import { open, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file so that after a crash at any moment either the old content or the new is there, whole: to a name beside
 * it, synced, renamed over it, and the directory synced so that the rename itself lasts. `mode` 0600.
 */
export async function writeFileAtomically(path: string, content: Buffer | string | Iterable<Buffer>): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(beside, 'w', 0o600)
    try {
      await writeFile(file, content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await unlink(beside).catch(() => {})
    throw error
  }
  await syncDirectory(dirname(path))
}

const unfinished = /\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/
const longestWriteMs = 60_000

/**
 * Removes what writers that were killed have left in a directory. A younger file may be another process's that is still at it. Never
 * rejects: what cannot be removed is in nobody's way. `now` in Unix milliseconds.
 */
export async function removeUnfinished(dir: string, now: number): Promise<void> {
  const names = await readdir(dir).catch(() => [])
  for (const name of names.filter((each) => unfinished.test(each))) {
    const written = await stat(join(dir, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    )
    if (now - written > longestWriteMs) await unlink(join(dir, name)).catch(() => {})
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null) // Windows cannot open a directory; its renames are journalled
  await directory?.sync().catch(() => {})
  await directory?.close()
}
