import crypto from 'node:crypto'
import type { Model } from '@modelkeep/catalog/model'

/** The parts of a model that have versions of their own: benchmarks change in most syncs and mean nothing to a price watcher. */
export type Facet = 'model' | 'benchmarks'

export interface FacetContent {
  /** Canonical. */
  readonly json: string
  readonly hash: string
}

interface Facets {
  facts: FacetContent
  benchmarks: FacetContent | null
}

/** SHA-256 in base64url, 43 characters. */
export function contentHash(content: string | Buffer): string {
  return crypto.hash('sha256', content, 'base64url')
}

/**
 * One model with its canonical bytes. They are kept once, as they are served: texts are made of them when they are asked for, and
 * the hashes of the facets when somebody first compares.
 */
export class CatalogueEntry {
  readonly id: string
  /** Canonical. */
  readonly model: Model
  /** The whole model in canonical JSON, as it is served. */
  readonly bytes: Buffer
  #facets: Facets | undefined

  /** `hashes`: those of its facets, where they are known. */
  constructor(model: Model, bytes: Buffer, hashes?: FacetHashes) {
    this.id = model.id
    this.model = model
    this.bytes = bytes
    if (hashes) this.#facets = facetsOf(model, hashes)
  }

  /** Made anew each time. */
  get json(): string {
    return this.bytes.toString()
  }

  get facts(): FacetContent {
    return this.#split().facts
  }

  get benchmarks(): FacetContent | null {
    return this.#split().benchmarks
  }

  #split(): Facets {
    return (this.#facets ??= facetsOf(this.model, facetHashes(this.model)))
  }
}

/** null where there are no benchmarks. */
export interface FacetHashes {
  facts: string
  benchmarks: string | null
}

/** Of a canonical model. */
export function facetHashes(model: Model): FacetHashes {
  const { benchmarks } = model
  return { facts: contentHash(JSON.stringify(factsOf(model))), benchmarks: benchmarks === undefined ? null : contentHash(JSON.stringify(benchmarks)) }
}

function facetsOf(model: Model, hashes: FacetHashes): Facets {
  return {
    facts: facetOf(hashes.facts, () => factsOf(model)),
    benchmarks: hashes.benchmarks === null ? null : facetOf(hashes.benchmarks, () => model.benchmarks),
  }
}

/** A canonical model without its benchmarks is canonical, and so are they. */
function factsOf(model: Model): Partial<Model> {
  const { benchmarks: _, ...facts } = model
  return facts
}

function facetOf(hash: string, content: () => unknown): FacetContent {
  return {
    hash,
    get json() {
      return JSON.stringify(content())
    },
  }
}
