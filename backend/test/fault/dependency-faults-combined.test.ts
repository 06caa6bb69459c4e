import { describe } from 'vitest'
import { whyNoSmallDisk } from '../helpers/small-disk.js'
import { bothAtOnce, diskFull } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

const whyNoDisk = await whyNoSmallDisk()

describe('reads go on while PostgreSQL and upstream are at fault at once', () => {
  testFaults(bothAtOnce)
})
describe("reads go on while PostgreSQL's disk is full", () => {
  testFaults([diskFull], { diskMb: 128 }, whyNoDisk)
})
