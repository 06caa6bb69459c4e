import { describe } from 'vitest'
import { serverFaults } from './dependency-faults.js'
import { testFaults } from './test-faults.js'

describe('reads go on while PostgreSQL itself is at fault', () => {
  testFaults(serverFaults)
})
