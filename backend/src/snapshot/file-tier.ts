import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalise } from '@modelkeep/catalog/canonical'
import { modelSchema, type Model } from '@modelkeep/catalog/model'
import * as z from 'zod'
import { createCatalogue } from '../catalogue.js'
import { removeUnfinished, writeFileAtomically } from './atomic-file.js'
import type { Snapshot } from './snapshot.js'

const fileSchema = z.object({
  format: z.literal(1),
  hash: z.string(),
  confirmed_at: z.iso.datetime(),
  changed_at: z.iso.datetime(),
  models: z.array(modelSchema),
})

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

export class FileTierError extends Error {
  override readonly name = 'FileTierError'
  readonly code = 'file_tier_unusable'
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
        await writeFileAtomically(path, serialise(snapshot, confirmedAt))
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
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new FileTierError(`${path} cannot be read: ${error.message}`, { cause: error })
  })
  return text === null ? null : parse(text, path)
}

/** One model a line: the file reads and compares well. */
function serialise(snapshot: Snapshot, confirmedAt: number): string {
  const { catalogue } = snapshot
  const head = { format: 1, hash: catalogue.hash, confirmed_at: new Date(confirmedAt).toISOString(), changed_at: new Date(snapshot.changedAt).toISOString() }
  return `${JSON.stringify(head).slice(0, -1)},"models":[\n${catalogue.entries.map((entry) => entry.json).join(',\n')}\n]}\n`
}

/** The hash is checked: a file that was damaged or edited is not served as the last good one. */
function parse(text: string, path: string): Snapshot {
  let content: z.infer<typeof fileSchema>
  try {
    content = fileSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new FileTierError(`${path} is not a catalogue that this program wrote`, { cause: error })
  }
  const catalogue = createCatalogue(content.models.map((model: Model) => canonicalise(model)))
  if (catalogue.hash !== content.hash) throw new FileTierError(`${path} is damaged: its content does not fit its hash`)
  return { catalogue, tier: 'file', confirmedAt: Date.parse(content.confirmed_at), changedAt: Date.parse(content.changed_at) }
}
