import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

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
    include: [
      '{catalog,embedded-postgres}/test/**/*.test.ts',
      'backend/test/**/*.test.ts',
      'frontend/test/**/*.test.{ts,tsx}',
    ],
    exclude: ['backend/test/fault/**', '**/node_modules/**'], // vitest.faults.config.ts
    css: { modules: { classNameStrategy: 'non-scoped' } },
    globalSetup: ['backend/test/helpers/global-postgres.ts'],
    maxWorkers: '100%', // much of the time goes into waiting for processes
    // Machines of CI are shared with others. What passed only at its second try is shown as such: (retry x1).
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
