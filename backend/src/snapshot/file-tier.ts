import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeUnfinished, writeFileAtomically } from './atomic-file.js'
import { decodeSnapshot, encodeSnapshot, FileTierError } from './file-tier-format.js'
import { isFromTheFuture } from './freshness.js'
import type { Snapshot } from './snapshot.js'

/** The last good catalogue in DATA_DIR, for a start without database and upstream. */
export interface FileTier {
  /** null if there is no file. Rejects with FileTierError if there is one that cannot be trusted. */
  load(): Promise<Snapshot | null>
  /**
   * Writes the snapshot. If several calls arrive during a write, only the newest is written next. An older snapshot never overwrites
   * the file that `load` found: the database may be behind the file while the newest observations are still in the spool.
   */
  save(snapshot: Snapshot, confirmedAt: number): Promise<void>
  status(): { writtenAt: number | null; lastError: string | null }
  /** Resolves when no write is pending. */
  idle(): Promise<void>
}

export const lastGoodFile = 'last-good-catalogue.json'

export interface FileTierOptions {
  dataDir: string
  now: () => number
  onError: (error: unknown) => void
}

export function createFileTier({ dataDir, now, onError }: FileTierOptions): FileTier {
  const path = join(dataDir, lastGoodFile)
  let pending: { snapshot: Snapshot; confirmedAt: number } | null = null
  let writing: Promise<void> | null = null
  let writtenAt: number | null = null
  let lastError: string | null = null
  let isTidy = false
  /** When the content of the loaded file was confirmed. */
  let loadedAt: Promise<number> = Promise.resolve(-Infinity)

  async function write(snapshot: Snapshot, confirmedAt: number): Promise<void> {
    try {
      await mkdir(dataDir, { recursive: true, mode: 0o700 })
      await writeFileAtomically(path, encodeSnapshot(snapshot, confirmedAt))
      writtenAt = now()
      lastError = null
      if (!isTidy) await removeUnfinished(dataDir, now())
      isTidy = true
    } catch (error) {
      lastError = messageOf(error)
      onError(error)
    }
  }

  async function writePending(): Promise<void> {
    while (pending) {
      const { snapshot, confirmedAt } = pending
      pending = null
      const loaded = await loadedAt
      const isOlder = confirmedAt < loaded && !isFromTheFuture(loaded, now())
      if (!isOlder) await write(snapshot, confirmedAt)
    }
  }

  async function load(): Promise<Snapshot | null> {
    try {
      const reading = readSnapshot(path)
      loadedAt = reading.then(
        (found) => found?.confirmedAt ?? -Infinity,
        () => -Infinity,
      )
      const snapshot = await reading
      writtenAt = snapshot?.confirmedAt ?? null
      return snapshot
    } catch (error) {
      lastError = messageOf(error)
      throw error
    }
  }

  return {
    load,
    save: (snapshot, confirmedAt) => {
      pending = { snapshot, confirmedAt }
      writing ??= writePending().finally(() => {
        writing = null
      })
      return writing
    },
    status: () => ({ writtenAt, lastError }),
    idle: async () => void (await writing),
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function readSnapshot(path: string): Promise<Snapshot | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new FileTierError(`${path} cannot be read: ${error.message}`, { cause: error })
  })
  return bytes === null ? null : decodeSnapshot(bytes, path)
}
