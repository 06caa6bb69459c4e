import { floods } from './floods.js'
import { halfAnHour } from './half-an-hour.js'
import { manyReplicasPart } from './many-replicas.js'
import { nothingLost } from './nothing-lost.js'
import type { SoakPart } from './part.js'
import { readsGoOn } from './reads-go-on.js'

/** All that `npm run soak` runs, in the order in which it is reported. A part is added by a line here. */
export const parts: readonly SoakPart[] = [readsGoOn, nothingLost, manyReplicasPart, floods, halfAnHour]
