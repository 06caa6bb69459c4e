import { describe } from 'vitest'
import { networkFaults } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

describe('reads continue while the network to PostgreSQL fails', () => {
  testFaults(networkFaults)
})
