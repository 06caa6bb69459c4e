import type { OtherCatalogues } from '@modelkeep/catalog/lifecycle/statements'
import type { LiteLlmDocument } from '@modelkeep/catalog/mirrors/litellm'
import type { ModelsDevDocument } from '@modelkeep/catalog/mirrors/models-dev'
import type { Config } from '../../config.js'
import type { LifecycleService } from '../../lifecycle/create-lifecycle.js'
import type { MirrorSource } from '../../mirrors/adapters.js'
import { createMirrorFiles } from '../../mirrors/mirror-files.js'
import { readMirror } from '../../mirrors/mirror-database.js'
import type { Database } from '../../postgres/database.js'

interface Options {
  config: Config
  /** null: there is no database that could be read without starting it. */
  database: () => Promise<Database | null>
}

/** What the stored copies of the mirrored catalogues say. History is not read. */
export function localLifecycle({ config, database }: Options): LifecycleService {
  const { mirrors, dataDir, deprecatedDays } = config
  const files = createMirrorFiles(dataDir)

  async function documentOf(source: MirrorSource): Promise<unknown> {
    if (mirrors.urls[source] === undefined) return null
    const db = await database().catch(() => null) // the file remains
    const stored = (db && (await readMirror(db, source, null).catch(() => null))) ?? (await files.load(source))
    return stored?.catalogue.document ?? null
  }

  return {
    deprecatedDays,
    facts: async () => {
      const others: OtherCatalogues = {
        litellm: (await documentOf('litellm')) as LiteLlmDocument | null,
        'models.dev': (await documentOf('models.dev')) as ModelsDevDocument | null,
      }
      return { others, since: new Map(), mirroredSince: new Map(), removed: [] }
    },
  }
}
