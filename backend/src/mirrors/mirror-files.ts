import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { writeFileAtomically } from '../snapshot/atomic-file.js'
import { ADAPTERS, type MirrorSource } from './adapters.js'
import { hashEntries } from './hash-entries.js'
import type { StoredMirror } from './mirror-database.js'

const fileSchema = z.object({
  changedAt: z.number(),
  confirmedAt: z.number(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  document: z.unknown(),
})

/** The last good copy of each mirrored catalogue, one file each in `DATA_DIR/mirrors`. */
export interface MirrorFiles {
  /** null: there is no file, or it is damaged. */
  load(source: MirrorSource): Promise<StoredMirror | null>
  save(mirror: StoredMirror): Promise<void>
}

export function createMirrorFiles(dataDir: string): MirrorFiles {
  const dir = join(dataDir, 'mirrors')
  const fileOf = (source: MirrorSource): string => join(dir, `${source}.json`)
  return {
    load: async (source) => {
      try {
        const stored = fileSchema.parse(JSON.parse(await readFile(fileOf(source), 'utf8')))
        const { hashes } = await hashEntries(ADAPTERS[source].parse(stored.document))
        const { document, changedAt, etag, lastModified, confirmedAt } = stored
        return { catalogue: { source, document, hashes, changedAt, etag, lastModified }, confirmedAt }
      } catch {
        return null
      }
    },
    save: async ({ catalogue: { source, document, changedAt, etag, lastModified }, confirmedAt }) => {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const content = { changedAt, confirmedAt, etag, lastModified, document }
      await writeFileAtomically(fileOf(source), JSON.stringify(content))
    },
  }
}
