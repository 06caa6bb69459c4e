import type { Model } from './model.js'

/** A removed model in its last state; `removed_at` in RFC 3339. */
export type RemovedModel = Model & { removed_at: string }
