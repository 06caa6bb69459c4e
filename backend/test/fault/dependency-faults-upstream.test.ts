import { describe } from 'vitest'
import { upstreamFaults } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

describe('reads go on while upstream is at fault', () => {
  testFaults(upstreamFaults)
})
