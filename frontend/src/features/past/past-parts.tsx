import { lazyPart } from '../../ui/lazily.js'

// None of this is needed before somebody looks at the past, or finds little in the present.
export const PastBanner = lazyPart(async () => (await import('./past-banner.js')).PastBanner)
export const NothingThen = lazyPart(async () => (await import('./past-notes.js')).NothingThen)
export const PastFailure = lazyPart(async () => (await import('./past-notes.js')).PastFailure)
export const RemovedHint = lazyPart(async () => (await import('./removed-hint.js')).RemovedHint)
