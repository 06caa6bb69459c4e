import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { canonicalise } from '@modelkeep/catalog/canonical'
import { modelSchema } from '@modelkeep/catalog/model'
import { z } from 'zod'
import { createCatalogue } from '../catalogue.js'
import type { Snapshot } from './snapshot.js'

const seedSchema = z.object({ as_of: z.iso.datetime({ offset: true }), data: z.array(modelSchema) })

const shipped = fileURLToPath(new URL('../../seed/openrouter-models.json', import.meta.url))

/** The catalogue that ships with the program: better than nothing, old, and named as such. Its age is that of its source. */
export async function loadSeed(path = shipped): Promise<Snapshot> {
  const seed = seedSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  const asOf = Date.parse(seed.as_of)
  return { catalogue: createCatalogue(seed.data.map((model) => canonicalise(model))), tier: 'seed', confirmedAt: asOf, changedAt: asOf }
}
