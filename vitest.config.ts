import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const slow = '**/*.slow.test.ts'
const faults = 'backend/test/fault/**/*.test.ts'
const scripts = 'scripts/test/**/*.test.mjs'
// Among the slow tests they make all of their runs.
const properties = 'backend/test/integration/history/{history-property,import-order}.test.ts'
const postgres = 'backend/test/helpers/global-postgres.ts'
const clusterTemplate = 'embedded-postgres/test/helpers/global-template.ts'
// These replace modules, so they need them unloaded.
const mocksModules = 'backend/test/{integration/http/lazy-loading,unit/{disk-space,http/contract-documents}}.test.ts'

export default defineConfig({
  resolve: {
    // Tests run on the sources, never on a build that may be out of date.
    alias: [
      {
        find: /^@modelkeep\/(catalog|embedded-postgres)\/(.*)$/,
        replacement: fileURLToPath(new URL('$1/src/$2.ts', import.meta.url)),
      },
    ],
  },
  test: {
    css: { modules: { classNameStrategy: 'non-scoped' } },
    maxWorkers: availableParallelism() + 1, // tests spend much of their time waiting for processes
    // CI machines are shared. A test that passed only at its second try is shown as (retry x1).
    retry: process.env['CI'] ? 1 : 0,
    slowTestThreshold: 5_000,
    // Limits for a test that hangs, not for one that waits for a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // `npx vitest run FILE` finds a file in whichever project it belongs to. scripts/suites/suites.mjs says what `npm test` runs.
    projects: [
      // Loading modules once per worker, not once per file, halves the CPU time of these two.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['catalog/test/**/*.test.ts', 'backend/test/{unit,soak}/**/*.test.ts'],
          exclude: [slow, mocksModules],
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['backend/test/{contract,integration}/**/*.test.ts'],
          exclude: [slow, mocksModules],
          isolate: false,
          globalSetup: [postgres],
          provide: { propertyRuns: 0.25 },
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['{embedded-postgres,frontend}/test/**/*.test.{ts,tsx}', mocksModules],
          exclude: [slow],
          globalSetup: [clusterTemplate],
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: [`{catalog,embedded-postgres,backend}/test/${slow}`, properties, scripts],
          globalSetup: [postgres, clusterTemplate],
          provide: { propertyRuns: 1 },
        },
      },
      // Faults on real processes.
      { extends: true, test: { name: 'faults', include: [faults], globalSetup: [postgres, clusterTemplate] } },
    ],
  },
})
