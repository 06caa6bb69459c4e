// Puts the entries of an overlay into a catalogue.
import { canonicalise } from '../model/canonical.js'
import type { Model } from '../model/model.js'
import { oncePer } from '../cost/once-per.js'
import { OVERLAY_SOURCE } from './marks.js'
import type { OverlayState, OwnEntry, OwnPrice } from './overlay.js'

/**
 * The model as it is shown, in canonical form. `published`: upstream's model of this id, if it lists one. Its pricing is kept as
 * `published_pricing`; null: it has none.
 */
export function shownModel(entry: OwnEntry, published: Model | undefined): Model {
  return canonicalise({
    ...pricedModel(entry, published),
    source: OVERLAY_SOURCE,
    ...(published !== undefined && { published_pricing: published.pricing ?? null }),
  })
}

/** The model with the prices of an entry, to compute with. */
export function pricedModel(entry: OwnEntry, published: Model | undefined): Model {
  if (entry.kind === 'model') return entry.model
  return pricedModels(entry)(published ?? unlisted(entry.id))
}

/** Costs of many calls share a model, whose prices are parsed once. */
const pricedModels = oncePer((entry: OwnPrice) =>
  oncePer((model: Model): Model => ({ ...model, pricing: entry.pricing })),
)

/** What is known of a model that has a price and is not listed. */
function unlisted(id: string): Model {
  return { id, name: id }
}

/** The items of a catalogue with their own prices and models; `show` makes an item of a model. Private models come last. */
export function applyOverlay<Item extends { id: string }>(
  items: readonly Item[],
  { models, prices }: OverlayState,
  show: (entry: OwnEntry, published: Item | undefined) => Item,
): Item[] {
  const shown = items.map((item) => {
    const entry = models.get(item.id) ?? prices.get(item.id)
    return entry === undefined ? item : show(entry, item)
  })
  const listed = new Set(items.map(({ id }) => id))
  const added = [...models.values()].filter(({ id }) => !listed.has(id)).map((entry) => show(entry, undefined))
  return [...shown, ...added]
}

/** What is probably a mistake, in whole sentences: `listed` are the ids that upstream lists. */
export function overlayWarnings({ models, prices }: OverlayState, listed: ReadonlyMap<string, unknown>): string[] {
  const replaced = [...models.keys()].filter((id) => listed.has(id))
  const unknown = [...prices.keys()].filter((id) => !listed.has(id))
  return [
    ...replaced.map((id) => `The model ${id} of the overlay replaces the one that upstream lists.`),
    ...unknown.map((id) => `The overlay has a price of ${id}, which the catalogue does not list.`),
  ]
}
