import { randomUUID } from 'node:crypto'
import { open, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file so that a crash at any moment leaves either the old content or the new: writes a temporary file, syncs it, renames it
 * over the old one, and syncs the directory so that the rename is durable. The mode is 0600.
 */
export async function writeFileAtomically(path: string, content: Buffer | string | Iterable<Buffer>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'w', 0o600)
    try {
      await writeFile(file, content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error
  }
  await syncDirectory(dirname(path))
}

const temporaryName = /\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/
const longestWriteMs = 60_000

/**
 * Removes temporary files of killed processes. Younger ones stay, since another process may still be writing them. Never rejects.
 * `now` in Unix milliseconds.
 */
export async function removeUnfinished(dir: string, now: number): Promise<void> {
  const names = await readdir(dir).catch(() => [])
  for (const name of names.filter((each) => temporaryName.test(each))) {
    const writtenAt = await stat(join(dir, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    )
    if (now - writtenAt > longestWriteMs) await unlink(join(dir, name)).catch(() => {})
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null) // Windows cannot open a directory, and journals renames
  await directory?.sync().catch(() => {})
  await directory?.close()
}
