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
    assetsInlineLimit: 0, // the content security policy forbids data: URLs
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    // One file for everything that the first view loads, instead of one per set of modules shared with lazy parts.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  // For `npm run dev -w frontend` beside a running service.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs', '/health', '/livez', '/readyz'].map((path) => [
        path,
        process.env['MODELKEEP'] ?? 'http://127.0.0.1:3001',
      ]),
    ),
  },
})
