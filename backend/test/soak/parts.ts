import type { SoakPart } from './part.js'

/** All that `npm run soak` runs, in the order in which it is reported. A part is added by a line here. */
export const parts: readonly SoakPart[] = []
