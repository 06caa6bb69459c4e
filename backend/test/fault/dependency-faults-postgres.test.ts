import { describe } from 'vitest'
import { serverFaults } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

describe('reads continue while PostgreSQL fails', () => {
  testFaults(serverFaults)
})
