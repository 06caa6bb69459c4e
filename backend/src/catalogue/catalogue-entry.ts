import type { Model } from '@modelkeep/catalog/model/model'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { contentHash, type Content } from './content.js'

/** The parts of a model with separate versions. Benchmarks change in most syncs, and must not hide changes of facts. */
export type Facet = 'model' | 'benchmarks'

export interface FacetContent {
  /** Canonical. */
  readonly json: string
  readonly hash: string
}

/** One model with its canonical bytes, which are served as they are. Facet hashes are computed on first use. */
export class CatalogueEntry {
  readonly id: string
  /** As upstream sent it, in canonical form. It is stored and served. */
  readonly raw: Model
  /** `raw` without the fields that have an unexpected type: what queries, searches and comparisons read. */
  readonly model: Model
  /** The whole model as canonical JSON. */
  readonly bytes: Buffer
  /**
   * The model as it appears in list responses, in each form; set by the first handler that needs it. A WeakMap keyed by entry would be
   * cleaner, but with 100,000 entries its garbage collection paused for up to 90 ms.
   */
  readonly rows: { plain: Content | undefined; official: Content | undefined } = {
    plain: undefined,
    official: undefined,
  }
  #facets: { facts: FacetContent; benchmarks: FacetContent | null } | undefined

  constructor(raw: Model, bytes: Buffer) {
    this.id = raw.id
    this.raw = raw
    this.model = typedModel(raw)
    this.bytes = bytes
  }

  /** Not cached. */
  get json(): string {
    return this.bytes.toString()
  }

  get facts(): FacetContent {
    return this.#split().facts
  }

  get benchmarks(): FacetContent | null {
    return this.#split().benchmarks
  }

  #split(): { facts: FacetContent; benchmarks: FacetContent | null } {
    const { raw } = this
    this.#facets ??= {
      facts: facetOf(() => factsOf(raw)),
      benchmarks: raw.benchmarks === undefined ? null : facetOf(() => raw.benchmarks),
    }
    return this.#facets
  }
}

/** Canonical, since removing a key keeps the order of the others. */
function factsOf(model: Model): Partial<Model> {
  const { benchmarks: _, ...facts } = model
  return facts
}

function facetOf(content: () => unknown): FacetContent {
  const hash = contentHash(JSON.stringify(content()))
  return {
    hash,
    get json() {
      return JSON.stringify(content())
    },
  }
}
