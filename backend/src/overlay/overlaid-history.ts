import { shownModel } from '@modelkeep/catalog/overlay/apply-overlay'
import { ownEntryAt } from '@modelkeep/catalog/overlay/overlay'
import type { HistoricalCatalogues } from '../history/historical-catalogues.js'
import type { CurrentOverlay } from './overlay-file.js'
import { overlaidCatalogue } from './overlaid-catalogue.js'

/** Historical catalogues as they are shown: with the entries of the overlay whose period contains the moment. Removed models have none. */
export function overlaidHistory(recorded: HistoricalCatalogues, currentOverlay: CurrentOverlay): HistoricalCatalogues {
  return {
    removedAt: recorded.removedAt,
    catalogueAt: async (moment) => {
      const found = await recorded.catalogueAt(moment)
      const loaded = currentOverlay()
      if (loaded === null) return found
      const catalogue = overlaidCatalogue(found.catalogue, loaded.overlay.at(moment))
      return { ...found, catalogue, overlayChangedAt: loaded.changedAt }
    },
    modelAt: async (id, moment) => {
      const found = await recorded.modelAt(id, moment)
      const loaded = currentOverlay()
      if (loaded === null) return found
      const entry = ownEntryAt(loaded.overlay, id, moment)
      const isShown = entry !== null && (entry.kind === 'model' || found.model !== null)
      const model = isShown ? shownModel(entry, found.model ?? undefined) : found.model
      return { ...found, model, overlayChangedAt: loaded.changedAt }
    },
  }
}
