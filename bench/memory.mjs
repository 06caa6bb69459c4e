// Measures the memory of one catalogue's indexes, in a process that does nothing else:
//   node --expose-gc bench/memory.mjs 10000 < models.json
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createQueryIndex } from '../catalog/dist/query/query-index.js'
import { createSearchIndex } from '../catalog/dist/search/search-index.js'
import { syntheticModels } from './synthetic-models.mjs'

const script = fileURLToPath(import.meta.url)

/** @returns {{index: number, words: number}} bytes, for a catalogue of this size derived from the given models */
export function memoryOf(size, given) {
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', script, String(size)], {
      input: JSON.stringify(given),
      encoding: 'utf8',
    }),
  )
}

/** The size of one copy in bytes, measured over so many copies that noise is small. Includes arrays outside the heap. */
function bytesOf(create, copies) {
  create() // excludes what is created once
  const before = heldBytes()
  const held = Array.from({ length: copies }, create)
  return (heldBytes() - before) / held.length
}

function heldBytes() {
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

if (process.argv[1] === script) {
  const models = syntheticModels(Number(process.argv[2]), JSON.parse(readFileSync(0, 'utf8')))
  const copies = Math.ceil(20_000 / models.length)
  console.log(
    JSON.stringify({
      index: bytesOf(() => createQueryIndex(models), copies),
      words: bytesOf(() => createSearchIndex(models), copies),
    }),
  )
}
