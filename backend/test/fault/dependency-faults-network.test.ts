import { describe } from 'vitest'
import { networkFaults } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

describe('reads go on while the way to PostgreSQL is at fault', () => {
  testFaults(networkFaults)
})
