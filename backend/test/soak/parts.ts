import { floods } from './floods.js'
import { endurance } from './endurance.js'
import { manyReplicasPart } from './many-replicas.js'
import { kills } from './kills.js'
import type { SoakPart } from './part.js'
import { dependencyFaults } from './dependency-faults.js'

/** The parts of `npm run soak`, in the order of the report. */
export const parts: readonly SoakPart[] = [dependencyFaults, kills, manyReplicasPart, floods, endurance]
