import { describe } from 'vitest'
import { whyNoSmallDisk } from '../helpers/small-disk.js'
import { bothAtOnce, diskFull } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

const whyNoDisk = await whyNoSmallDisk()

describe('reads continue while PostgreSQL and upstream fail', () => {
  testFaults(bothAtOnce)
})
describe("reads continue while PostgreSQL's disk is full", () => {
  testFaults([diskFull], { diskMb: 128 }, whyNoDisk)
})
