import type { Model } from '@modelkeep/catalog/model/model'
import { contentHash, type Content } from './content.js'

/** The parts of a model that have versions of their own: benchmarks change in most syncs and mean nothing to a price watcher. */
export type Facet = 'model' | 'benchmarks'

export interface FacetContent {
  /** Canonical. */
  readonly json: string
  readonly hash: string
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
  /**
   * As it stands in answers, in each form that they have: who answers first puts it here. (As keys of weak maps a hundred thousand entries
   * made V8 stop for up to 90 ms to find out which of them were alive.)
   */
  readonly rows: { plain: Content | undefined; official: Content | undefined } = {
    plain: undefined,
    official: undefined,
  }
  #facets: { facts: FacetContent; benchmarks: FacetContent | null } | undefined

  constructor(model: Model, bytes: Buffer) {
    this.id = model.id
    this.model = model
    this.bytes = bytes
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

  #split(): { facts: FacetContent; benchmarks: FacetContent | null } {
    const { model } = this
    this.#facets ??= {
      facts: facetOf(() => factsOf(model)),
      benchmarks: model.benchmarks === undefined ? null : facetOf(() => model.benchmarks),
    }
    return this.#facets
  }
}

/** A canonical model without its benchmarks is canonical, and so are they. */
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
