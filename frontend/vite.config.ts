import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { apiViewer } from './build/api-viewer.ts'
import { paintFirst } from './build/paint-first.ts'
import { precompress } from './build/precompress.ts'

export default defineConfig({
  plugins: [react(), paintFirst(), apiViewer(), precompress()],
  resolve: {
    alias: [
      {
        find: /^@modelkeep\/catalog\/(.*)$/,
        replacement: fileURLToPath(new URL('../catalog/src/$1.ts', import.meta.url)),
      },
    ],
  },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0, // the content security policy knows no data: scripts or styles
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    // All that the first view loads is one file, instead of one for each set of modules that it shares with a lazy part.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  // `npm run dev -w frontend` beside a running service
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs', '/health', '/livez', '/readyz'].map((path) => [
        path,
        process.env['MODELKEEP'] ?? 'http://127.0.0.1:3001',
      ]),
    ),
  },
})
