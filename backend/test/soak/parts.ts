import { floods } from './floods.js'
import { halfAnHour } from './half-an-hour.js'
import { manyReplicasPart } from './many-replicas.js'
import { nothingLost } from './nothing-lost.js'
import type { SoakPart } from './part.js'
import { readsGoOn } from './reads-go-on.js'

/** The parts of `npm run soak`, in the order of the report. */
export const parts: readonly SoakPart[] = [readsGoOn, nothingLost, manyReplicasPart, floods, halfAnHour]
