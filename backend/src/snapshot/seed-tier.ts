import { readFile } from 'node:fs/promises'
import { canonicalise } from '@modelkeep/catalog/model/canonical'
import { modelSchema } from '@modelkeep/catalog/model/model'
import * as z from 'zod'
import { createCatalogue } from '../catalogue/catalogue.js'
import { packageFile } from '../lib/package-files.js'
import type { Snapshot } from './snapshot.js'

const seedSchema = z.object({ as_of: z.iso.datetime({ offset: true }), data: z.array(modelSchema) })

const seedPath = packageFile('seed/openrouter-models.json')

/** The catalogue that ships with the program, used when no other tier is available. Its age is that of its source. */
export interface SeedTier {
  load(): Promise<Snapshot>
  /** null until it is loaded. `asOf` in Unix milliseconds. */
  status(): { asOf: number; modelCount: number } | null
}

export function createSeedTier(path = seedPath): SeedTier {
  let loaded: Snapshot | null = null
  return {
    load: async () => {
      const { as_of, data } = seedSchema.parse(JSON.parse(await readFile(path, 'utf8')))
      const asOf = Date.parse(as_of)
      loaded = {
        catalogue: createCatalogue(data.map((model) => canonicalise(model))),
        tier: 'seed',
        confirmedAt: asOf,
        changedAt: asOf,
      }
      return loaded
    },
    status: () => loaded && { asOf: loaded.confirmedAt, modelCount: loaded.catalogue.entries.length },
  }
}
