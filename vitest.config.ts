import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const slow = '**/*.slow.test.ts'
const faults = 'backend/test/fault/**/*.test.ts'
const scripts = 'scripts/test/**/*.test.mjs'

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
    globalSetup: ['backend/test/helpers/global-postgres.ts'],
    maxWorkers: '100%', // tests spend much of their time waiting for processes
    // CI machines are shared. A test that passed only at its second try is shown as (retry x1).
    retry: process.env['CI'] ? 1 : 0,
    slowTestThreshold: 5_000,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `npx vitest run FILE` finds a file in whichever project it belongs to. scripts/suites/suites.mjs says what `npm test` runs.
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['{catalog,embedded-postgres,backend,frontend}/test/**/*.test.{ts,tsx}'],
          exclude: [slow, faults],
        },
      },
      { extends: true, test: { name: 'slow', include: [`{catalog,embedded-postgres,backend}/test/${slow}`, scripts] } },
      // Faults on real processes.
      { extends: true, test: { name: 'faults', include: [faults], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
})
