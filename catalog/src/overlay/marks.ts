// What marks a model that is, or whose price is, the user's own. Without a schema, because the page reads the marks too.

import type { Model } from '../model/model.js'

/** The value of `source` of a model, a price or an entry of an export. */
export const OVERLAY_SOURCE = 'overlay'

/** `private`: upstream does not list the model. `price`: it does, with another price or description. */
export type OwnKind = 'private' | 'price'

/** Takes a model as it is shown; null: it is upstream's. */
export function ownKindOf(model: object): OwnKind | null {
  const { source, published_pricing: published } = model as { source?: unknown; published_pricing?: unknown }
  if (source !== OVERLAY_SOURCE) return null
  return published === undefined ? 'private' : 'price'
}

/** The pricing that upstream publishes of a model with an own price; undefined: none. */
export function publishedPricingOf(model: object): Model['pricing'] {
  return (model as { published_pricing?: Model['pricing'] | null }).published_pricing ?? undefined
}
