import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFromTheFuture } from './freshness.js'
import { removeUnfinished, writeFileAtomically } from './atomic-file.js'
import { FileTierError, encodeSnapshot, decodeSnapshot } from './file-tier-format.js'
import type { Snapshot } from './snapshot.js'

/** The last good catalogue in DATA_DIR, for a start at which neither database nor upstream can be reached. */
export interface FileTier {
  /** null when there is none. Rejects with FileTierError when there is one that cannot be trusted. */
  load(): Promise<Snapshot | null>
  /**
   * Keeps what is served. Calls that come while one is being written are joined: the newest content wins. Never over what `load` has found
   * to be newer: a database may be behind the file, while what it lacks waits in the spool.
   */
  save(snapshot: Snapshot, confirmedAt: number): Promise<void>
  status(): { writtenAt: number | null; lastError: string | null }
  /** Resolves when nothing is being written. */
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
  let tidied = false
  let foundAt: Promise<number> = Promise.resolve(-Infinity)

  async function writePending(): Promise<void> {
    while (pending) {
      const { snapshot, confirmedAt } = pending
      pending = null
      if (isOlder(confirmedAt, await foundAt, now())) continue
      try {
        await mkdir(dataDir, { recursive: true, mode: 0o700 })
        await writeFileAtomically(path, encodeSnapshot(snapshot, confirmedAt))
        writtenAt = now()
        lastError = null
        if (!tidied) await removeUnfinished(dataDir, now())
        tidied = true
      } catch (error) {
        lastError = messageOf(error)
        onError(error)
      }
    }
  }

  return {
    load: async () => {
      try {
        const reading = read(path)
        foundAt = reading.then(timeOf, () => -Infinity)
        const snapshot = await reading
        writtenAt = snapshot?.confirmedAt ?? null
        return snapshot
      } catch (error) {
        lastError = messageOf(error)
        throw error
      }
    },
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

const isOlder = (at: number, found: number, now: number): boolean => at < found && !isFromTheFuture(found, now)
const timeOf = (found: Snapshot | null): number => found?.confirmedAt ?? -Infinity
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function read(path: string): Promise<Snapshot | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new FileTierError(`${path} cannot be read: ${error.message}`, { cause: error })
  })
  return bytes === null ? null : decodeSnapshot(bytes, path)
}
