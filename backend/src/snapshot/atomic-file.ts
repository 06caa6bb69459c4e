import { randomUUID } from 'node:crypto'
import { open, rename, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

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

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null) // Windows cannot open a directory; its renames are journalled
  await directory?.sync().catch(() => {})
  await directory?.close()
}
