import { createHash } from 'node:crypto'
import { canonicalJson, splitFacets } from '@modelkeep/catalog/canonical'
import type { Model } from '@modelkeep/catalog/model'

/** The parts of a model that have versions of their own: benchmarks change in most syncs and mean nothing to a price watcher. */
export type Facet = 'model' | 'benchmarks'

export interface FacetContent {
  json: string
  hash: string
}

/** One model with its canonical bytes and the hashes of its facets. */
export interface CatalogueEntry {
  id: string
  model: Model
  /** The whole model in canonical JSON, as it is served. */
  json: string
  facts: FacetContent
  benchmarks: FacetContent | null
}

/** All models at one moment, in upstream order. Equal content and order give an equal `hash`, whatever tier it came from. */
export interface Catalogue {
  entries: readonly CatalogueEntry[]
  byId: ReadonlyMap<string, CatalogueEntry>
  orderHash: string
  hash: string
}

/** SHA-256 in base64url, 43 characters. */
export function contentHash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url')
}

/** Takes canonicalised models. Entries whose content is that of `previous` are taken over from it, without hashing them again. */
export function createCatalogue(models: readonly Model[], previous?: Catalogue): Catalogue {
  const entries = models.map((model) => entryOf(model, previous?.byId.get(model.id)))
  const ids = entries.map((entry) => entry.id)
  return {
    entries,
    byId: new Map(entries.map((entry) => [entry.id, entry])),
    orderHash: contentHash(ids.join('\n')),
    hash: contentHash(entries.map((entry) => `${entry.id} ${entry.facts.hash} ${entry.benchmarks?.hash ?? ''}`).join('\n')),
  }
}

export const emptyCatalogue: Catalogue = createCatalogue([])

export function modelsOf(catalogue: Catalogue): Map<string, Model> {
  return new Map(catalogue.entries.map((entry) => [entry.id, entry.model]))
}

function entryOf(model: Model, previous: CatalogueEntry | undefined): CatalogueEntry {
  if (previous?.model === model) return previous
  const json = canonicalJson(model)
  if (previous?.json === json) return previous
  const facets = splitFacets(model)
  return { id: model.id, model, json, facts: facetOf(facets.model), benchmarks: facets.benchmarks === null ? null : facetOf(facets.benchmarks) }
}

function facetOf(json: string): FacetContent {
  return { json, hash: contentHash(json) }
}
