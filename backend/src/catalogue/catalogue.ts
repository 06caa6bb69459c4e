import type { Model } from '@modelkeep/catalog/model/model'
import { CatalogueEntry } from './catalogue-entry.js'
import { contentHash } from './content.js'
import { mapInSlices } from '../lib/time-slices.js'

/** All models at one moment, in upstream order. Equal content and order give an equal `hash`, whatever the tier. */
export interface Catalogue {
  entries: readonly CatalogueEntry[]
  byId: ReadonlyMap<string, CatalogueEntry>
  orderHash: string
  hash: string
}

/** Takes canonicalised models. Entries of `previous` with the same canonical text are reused, with their hashes. */
export function createCatalogue(models: readonly Model[], previous?: Catalogue): Catalogue {
  return catalogueOf(models.map((model) => entryOf(model, previous)))
}

/** The same in time slices. */
export async function createCatalogueInSlices(models: readonly Model[], previous?: Catalogue): Promise<Catalogue> {
  const entries = await mapInSlices(models, (model) => hashed(entryOf(model, previous)))
  return catalogueOf(entries)
}

/** Nothing is hashed if `hashes` are given. */
export function catalogueOf(
  entries: readonly CatalogueEntry[],
  hashes: Pick<Catalogue, 'orderHash' | 'hash'> = hashesOf(entries),
): Catalogue {
  return { entries, byId: new Map(entries.map((entry) => [entry.id, entry])), ...hashes }
}

export const emptyCatalogue: Catalogue = createCatalogue([])

/** With the types of the schema, to compute with. */
export function modelsOf(catalogue: Catalogue): Map<string, Model> {
  return new Map(catalogue.entries.map((entry) => [entry.id, entry.model]))
}

/** As upstream sent them, to store and serve. */
export function rawModelsOf(catalogue: Catalogue): Map<string, Model> {
  return new Map(catalogue.entries.map((entry) => [entry.id, entry.raw]))
}

function entryOf(model: Model, previous?: Catalogue): CatalogueEntry {
  const before = previous?.byId.get(model.id)
  if (before?.raw === model) return before
  const bytes = Buffer.from(JSON.stringify(model))
  return before?.bytes.equals(bytes) ? before : new CatalogueEntry(model, bytes)
}

/** Computes the lazy hashes now, within this time slice; otherwise `hashesOf` would compute all of them in one tick. */
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
