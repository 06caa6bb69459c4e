import { applyOverlay, shownModel } from '@modelkeep/catalog/overlay/apply-overlay'
import type { OverlayState } from '@modelkeep/catalog/overlay/overlay'
import { CatalogueEntry } from '../catalogue/catalogue-entry.js'
import { catalogueOf, type Catalogue } from '../catalogue/catalogue.js'

const known = new WeakMap<Catalogue, WeakMap<OverlayState, Catalogue>>()

/** Upstream's catalogue with the user's own prices and models; the same object each time. Untouched entries are shared with it. */
export function overlaidCatalogue(catalogue: Catalogue, state: OverlayState): Catalogue {
  if (state.models.size === 0 && state.prices.size === 0) return catalogue
  const ofCatalogue = known.get(catalogue) ?? new WeakMap<OverlayState, Catalogue>()
  known.set(catalogue, ofCatalogue)
  const overlaid = ofCatalogue.get(state) ?? overlay(catalogue, state)
  ofCatalogue.set(state, overlaid)
  return overlaid
}

function overlay({ entries }: Catalogue, state: OverlayState): Catalogue {
  return catalogueOf(
    applyOverlay(entries, state, (entry, published) => {
      const model = shownModel(entry, published?.raw)
      return new CatalogueEntry(model, Buffer.from(JSON.stringify(model)))
    }),
  )
}
