import { defineConfig, mergeConfig } from 'vitest/config'
import everything from './vitest.config.js'

/** The tests with real faults on real processes: few at a time, and each may take a while. */
export default mergeConfig(
  { ...everything, test: { ...everything.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ['backend/test/fault/**/*.test.ts'],
      maxWorkers: 2,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }),
)
