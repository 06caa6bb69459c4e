import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { removeUnfinished } from './atomic-file.js'
import type { Observation } from './observation.js'
import { decodeSpoolItem, encodeSpoolItem, spoolItemName, spoolItemSuffix } from './spool-item.js'
import { createUnwrittenFiles } from './unwritten-files.js'

/**
 * Observations made while PostgreSQL was unavailable, one file each in DATA_DIR/spool. A file is complete or absent, and synced before
 * `append` resolves. Items that the disk does not accept are kept in memory and written as soon as it does.
 */
export interface Spool {
  /** `nowhere`: the spool is full; earlier items stay. `error`: why the item is not on disk. */
  append(observation: Observation): Promise<{ stored: 'on_disk' | 'in_memory' | 'nowhere'; error?: unknown }>
  /** Writes the items that are in memory only, if the disk accepts them now, and finds those that another process added. */
  settle(): Promise<void>
  /** Names of the pending items, oldest observation first. */
  list(): Promise<string[]>
  /** null if it no longer exists: it was removed, or committed by another process. Rejects with SpoolItemError if it is damaged. */
  read(name: string): Promise<Observation | null>
  remove(name: string): Promise<void>
  /** Moves an item that can never be committed to the folder `unusable`, for inspection. It is no longer pending. */
  moveToUnusable(name: string): Promise<void>
  /** `held` of the pending items are in memory only. */
  status(): { pending: number; bytes: number; held: number }
}

export interface SpoolOptions {
  /** On disk and in memory together. */
  maxBytes?: number
  maxBytesInMemory?: number
  /** Unix milliseconds. Without it, unfinished files of killed processes are left in place. */
  now?: () => number
}

/** Opens the spool even if its directory cannot be created now. */
export async function openSpool(dataDir: string, options: SpoolOptions = {}): Promise<Spool> {
  const { maxBytes = 256 * 1024 ** 2, maxBytesInMemory = 32 * 1024 ** 2, now = () => 0 } = options
  const dir = join(dataDir, 'spool')
  const unusableDir = join(dir, 'unusable')
  await removeUnfinished(dir, now())
  const sizesOnDisk = await itemSizes(dir)
  const unwritten = createUnwrittenFiles(dir, (name, size) => sizesOnDisk.set(name, size))
  const unwrittenUnusable = createUnwrittenFiles(unusableDir)
  const bytesInMemory = (): number => unwritten.bytes() + unwrittenUnusable.bytes()
  const totalBytes = (): number => [...sizesOnDisk.values()].reduce((sum, size) => sum + size, bytesInMemory())

  async function append(observation: Observation): ReturnType<Spool['append']> {
    const content = await encodeSpoolItem(observation)
    if (totalBytes() + content.length > maxBytes) return { stored: 'nowhere' }
    const name = spoolItemName(observation)
    try {
      await unwritten.write(name, content)
      return { stored: 'on_disk' }
    } catch (error) {
      if (bytesInMemory() + content.length > maxBytesInMemory) return { stored: 'nowhere', error }
      unwritten.add(name, content)
      return { stored: 'in_memory', error }
    }
  }

  async function moveToUnusable(name: string): Promise<void> {
    const content = unwritten.get(name)
    if (content !== undefined) {
      unwrittenUnusable.add(name, content)
      unwritten.remove(name)
      return unwrittenUnusable.writeAll()
    }
    await mkdir(unusableDir, { recursive: true, mode: 0o700 })
    await rename(join(dir, name), join(unusableDir, name)).catch(ignoreMissing)
    sizesOnDisk.delete(name)
  }

  return {
    append,
    moveToUnusable,
    settle: async () => {
      await unwritten.writeAll()
      await unwrittenUnusable.writeAll()
      for (const [name, size] of await itemSizes(dir)) sizesOnDisk.set(name, size)
    },
    list: async () => [...sizesOnDisk.keys(), ...unwritten.names()].toSorted(),
    read: async (name) => {
      const content = unwritten.get(name) ?? (await readFile(join(dir, name)).catch(nullIfMissing))
      return content && decodeSpoolItem(content, name)
    },
    remove: async (name) => {
      if (unwritten.remove(name)) return
      await unlink(join(dir, name)).catch(ignoreMissing)
      sizesOnDisk.delete(name)
    },
    status: () => ({ pending: sizesOnDisk.size + unwritten.size, bytes: totalBytes(), held: unwritten.size }),
  }
}

async function itemSizes(dir: string): Promise<Map<string, number>> {
  const names = await readdir(dir).catch((): string[] => []) // created by the first write
  const sizes = new Map<string, number>()
  for (const name of names.filter((each) => each.endsWith(spoolItemSuffix))) {
    const found = await stat(join(dir, name)).catch(() => null) // removed since
    if (found) sizes.set(name, found.size)
  }
  return sizes
}

/** Another process removed the file first. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  ignoreMissing(error)
  return null
}
