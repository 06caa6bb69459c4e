import { lazy } from 'react'

// None of this is needed before somebody looks at the past, or finds little in the present.
export const PastBanner = lazy(async () => ({ default: (await import('./past-banner.js')).PastBanner }))
export const NothingThen = lazy(async () => ({ default: (await import('./past-notes.js')).NothingThen }))
export const PastFailure = lazy(async () => ({ default: (await import('./past-notes.js')).PastFailure }))
export const RemovedHint = lazy(async () => ({ default: (await import('./removed-hint.js')).RemovedHint }))
