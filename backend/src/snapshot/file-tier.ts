import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeUnfinished, writeFileAtomically } from './atomic-file.js'
import { FileTierError, lastGoodPieces, readLastGood } from './last-good-file.js'
import type { Snapshot } from './snapshot.js'

/** The last good catalogue in DATA_DIR, for a start at which neither database nor upstream can be reached. */
export interface FileTier {
  /** null when there is none. Rejects with FileTierError when there is one that cannot be trusted. */
  load(): Promise<Snapshot | null>
  /** Keeps what is served. Calls that come while one is being written are joined: the newest content wins. */
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

  async function writePending(): Promise<void> {
    while (pending) {
      const { snapshot, confirmedAt } = pending
      pending = null
      try {
        await mkdir(dataDir, { recursive: true, mode: 0o700 })
        await writeFileAtomically(path, lastGoodPieces(snapshot, confirmedAt))
        writtenAt = now()
        lastError = null
        if (!tidied) await removeUnfinished(dataDir, now())
        tidied = true
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error)
        onError(error)
      }
    }
  }

  return {
    load: async () => {
      try {
        const snapshot = await read(path)
        writtenAt = snapshot?.confirmedAt ?? null
        return snapshot
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error)
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
    idle: async () => {
      await writing
    },
  }
}

async function read(path: string): Promise<Snapshot | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new FileTierError(`${path} cannot be read: ${error.message}`, { cause: error })
  })
  return bytes === null ? null : readLastGood(bytes, path)
}
