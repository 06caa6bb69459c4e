import type { Model } from '@modelkeep/catalog/model/model'
import { CatalogueEntry } from './catalogue-entry.js'
import { contentHash } from './content.js'
import { mapInSlices } from '../lib/time-slices.js'

export { CatalogueEntry, type Facet, type FacetContent } from './catalogue-entry.js'
export { contentHash } from './content.js'

/** All models at one moment, in upstream order. Equal content and order give an equal `hash`, whatever tier it came from. */
export interface Catalogue {
  entries: readonly CatalogueEntry[]
  byId: ReadonlyMap<string, CatalogueEntry>
  orderHash: string
  hash: string
}

/** Takes canonicalised models. Entries whose content is that of `previous` are taken over from it, without hashing them again. */
export function createCatalogue(models: readonly Model[], previous?: Catalogue): Catalogue {
  return catalogueOf(models.map((model) => entryOf(model, previous)))
}

/** The same in turns of a few milliseconds. `made`: entries of some of these very models. */
export async function createCatalogueInTurns(
  models: readonly Model[],
  previous?: Catalogue,
  made?: ReadonlyMap<Model, CatalogueEntry>,
): Promise<Catalogue> {
  const entries = await mapInSlices(models, (model) => hashed(entryOf(model, previous, made)))
  return catalogueOf(entries)
}

/** `hashes`: where they are known, nothing is hashed. */
export function catalogueOf(
  entries: readonly CatalogueEntry[],
  hashes: Pick<Catalogue, 'orderHash' | 'hash'> = hashesOf(entries),
): Catalogue {
  return { entries, byId: new Map(entries.map((entry) => [entry.id, entry])), ...hashes }
}

export const emptyCatalogue: Catalogue = createCatalogue([])

export function modelsOf(catalogue: Catalogue): Map<string, Model> {
  return new Map(catalogue.entries.map((entry) => [entry.id, entry.model]))
}

/** Of a canonicalised model. */
export function entryOf(model: Model, previous?: Catalogue, made?: ReadonlyMap<Model, CatalogueEntry>): CatalogueEntry {
  const before = previous?.byId.get(model.id)
  if (before?.model === model) return before
  const entry = made?.get(model) ?? new CatalogueEntry(model, Buffer.from(JSON.stringify(model)))
  return before?.bytes.equals(entry.bytes) ? before : entry
}

/** What is asked of all of them in one go is not to be made in that go. */
function hashed(entry: CatalogueEntry): CatalogueEntry {
  void entry.facts
  return entry
}

function hashesOf(entries: readonly CatalogueEntry[]): Pick<Catalogue, 'orderHash' | 'hash'> {
  return {
    orderHash: contentHash(entries.map(({ id }) => id).join('\n')),
    hash: contentHash(
      entries.map(({ id, facts, benchmarks }) => `${id} ${facts.hash} ${benchmarks?.hash ?? ''}`).join('\n'),
    ),
  }
}
