import { lazyPart } from '../../../shared/ui/lazy-part.js'

// Needed only for historical catalogues, or when few models match.
export const HistoricalBanner = lazyPart(
  async () => (await import('../../../shared/ui/historical-banner.js')).HistoricalBanner,
)
export const NoCatalogueYet = lazyPart(async () => (await import('./historical-notes.js')).NoCatalogueYet)
export const HistoricalFailure = lazyPart(async () => (await import('./historical-notes.js')).HistoricalFailure)
export const RemovedHint = lazyPart(async () => (await import('./removed-hint.js')).RemovedHint)
