import { describe } from 'vitest'
import { upstreamFaults } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

describe('reads continue while upstream fails', () => {
  testFaults(upstreamFaults)
})
