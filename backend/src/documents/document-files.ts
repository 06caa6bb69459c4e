import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { contentHash } from '../catalogue/content.js'
import { writeFileAtomically } from '../snapshot/atomic-file.js'
import type { UpstreamDocument } from './document.js'

const fileSchema = z.object({
  path: z.string(),
  hash: z.string(),
  changedAt: z.number(),
  confirmedAt: z.number(),
  body: z.string(),
})

/** The last good copy of each document, one file each in `DATA_DIR/documents`. */
export interface DocumentFiles {
  /** @returns null if there is no file, or if it is damaged */
  load(path: string): Promise<UpstreamDocument | null>
  save(document: UpstreamDocument): Promise<void>
}

export function createDocumentFiles(dataDir: string): DocumentFiles {
  const dir = join(dataDir, 'documents')
  const fileOf = (path: string): string => join(dir, `${contentHash(path)}.json`)
  return {
    load: async (path) => {
      try {
        const stored = fileSchema.parse(JSON.parse(await readFile(fileOf(path), 'utf8')))
        const isIntact = stored.path === path && contentHash(stored.body) === stored.hash
        return isIntact ? { ...stored, tier: 'file' } : null
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
