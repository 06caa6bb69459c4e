#!/usr/bin/env node
// Runs all measurements on this machine:
//   npm run bench
// or some parts, keeping the other sections of RESULTS.md:
//   npm run bench -- http query
// A quick run that only prints (the values of `--only` are in bench/http/http.mjs):
//   npm run bench -- http --quick --only list-br,sync
// Starts stand-in upstreams and embedded PostgreSQL servers on loopback, and writes bench/RESULTS.md.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generatedModels } from '../scripts/stand-in-upstream.mjs'
import { cost } from './cost.mjs'
import { history } from './history.mjs'
import { http } from './http/http.mjs'
import { query } from './query.mjs'
import { queryHttp } from './query-http.mjs'
import { sectionOf, writeResults } from './results.mjs'
import { retrieval } from './retrieval.mjs'
import { stalls } from './stalls.mjs'
import { watches } from './watches.mjs'

function given(file, what) {
  const path = fileURLToPath(new URL(`../../shared/data/${file}`, import.meta.url))
  return existsSync(path)
    ? { models: JSON.parse(readFileSync(path, 'utf8')).data, source: `a real capture ${what}` }
    : { models: generatedModels(), source: 'made up' }
}

const everything = given('openrouter-models-all-modalities-2026-08-05.json', 'of all modalities')
const listed = given('openrouter-models-2026-08-22.json', 'of the usual list')

/** In the order of the results. */
const parts = {
  retrieval: () => retrieval(everything),
  stalls: () => stalls([listed, everything]),
  history: () => history(everything),
  cost,
  watches: () => watches(listed),
  query: () => query({ ...listed, sizes: [421, 1000, 10_000, 100_000] }),
  'query-http': () => queryHttp({ ...listed, sizes: [421, 100_000] }),
  http: ({ quick, only }) => http({ listed, everything, quick, only: only?.split(',') ?? [] }),
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0)
  throw new Error(`there is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1)) // exit handlers stop the child processes

const sections = []
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  console.log(`${name} …`)
  sections.push(sectionOf(await parts[name](values)))
}
console.log(sections.join('\n'))
if (values.quick || values.only) console.log('In a hurry or in part: bench/RESULTS.md stays as it was.')
else writeResults(sections)
