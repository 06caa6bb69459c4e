// Joins the compiled program into a few files: loading its 300 modules one by one took half of the start-up time. Only our own
// code is bundled; packages stay where npm installed them.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const OWN = /^([./]|@modelkeep\/)/
const backend = fileURLToPath(new URL('../../backend/', import.meta.url))

const bundle = await rolldown({
  input: { main: `${backend}dist/main.js`, cli: `${backend}dist/cli/main.js` },
  platform: 'node',
  external: (id, importer, isResolved) => !isResolved && importer !== undefined && !OWN.test(id),
})
await bundle.write({ dir: `${backend}bundle`, format: 'esm', cleanDir: true, chunkFileNames: '[name]-[hash].js' })
await bundle.close()
