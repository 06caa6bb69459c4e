import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { contentHash } from '../catalogue/content.js'
import { writeFileAtomically } from '../snapshot/atomic-file.js'
import type { MirroredDocument } from './document.js'

const fileSchema = z.object({
  path: z.string(),
  hash: z.string(),
  changedAt: z.number(),
  confirmedAt: z.number(),
  body: z.string(),
})

/** The last good copy of each document, in DATA_DIR/documents, one file each. */
export interface DocumentFiles {
  /** null where there is none, or none that can be believed. */
  load(path: string): Promise<MirroredDocument | null>
  save(document: MirroredDocument): Promise<void>
}

export function createDocumentFiles(dataDir: string): DocumentFiles {
  const dir = join(dataDir, 'documents')
  const fileOf = (path: string): string => join(dir, `${contentHash(path)}.json`)
  return {
    load: async (path) => {
      try {
        const { success, data } = fileSchema.safeParse(JSON.parse(await readFile(fileOf(path), 'utf8')))
        return success && data.path === path && contentHash(data.body) === data.hash ? { ...data, tier: 'file' } : null
      } catch {
        return null
      }
    },
    save: async ({ path, hash, changedAt, confirmedAt, body }) => {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await writeFileAtomically(fileOf(path), JSON.stringify({ path, hash, changedAt, confirmedAt, body }))
    },
  }
}
