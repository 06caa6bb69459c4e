import { lazyPart } from '../../../shared/ui/lazy-part.js'

// None of this is needed before somebody looks at the past, or finds little in the present.
export const PastBanner = lazyPart(async () => (await import('../../../shared/ui/historical-banner.js')).PastBanner)
export const NothingThen = lazyPart(async () => (await import('./historical-notes.js')).NothingThen)
export const PastFailure = lazyPart(async () => (await import('./historical-notes.js')).PastFailure)
export const RemovedHint = lazyPart(async () => (await import('./removed-hint.js')).RemovedHint)
