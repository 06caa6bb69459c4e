import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    // Tests run on the sources, never on a build that may be out of date.
    alias: [{ find: /^@modelkeep\/catalog\/(.*)$/, replacement: fileURLToPath(new URL('catalog/src/$1.ts', import.meta.url)) }],
  },
  test: {
    include: ['catalog/test/**/*.test.ts', 'backend/test/**/*.test.ts'],
    globalSetup: ['backend/test/helpers/global-postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
