#!/usr/bin/env node
// All that is measured, in one run on this machine:
//   npm run bench
// Starts a stand-in upstream and an embedded PostgreSQL of its own on loopback; writes bench/RESULTS.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { generatedModels } from '../scripts/stand-in-upstream.mjs'
import { history } from './history.mjs'
import { query } from './query.mjs'
import { queryHttp } from './query-http.mjs'
import { retrieval } from './retrieval.mjs'

function given(file, what) {
  const path = fileURLToPath(new URL(`../../shared/data/${file}`, import.meta.url))
  return existsSync(path) ? { models: JSON.parse(readFileSync(path, 'utf8')).data, source: `a real capture ${what}` } : { models: generatedModels(), source: 'made up' }
}

const everything = given('openrouter-models-all-modalities-2026-08-05.json', 'of all modalities')
const listed = given('openrouter-models-2026-08-22.json', 'of the usual list')
const sections = []
sections.push(query({ ...listed, sizes: [421, 1000, 10_000, 100_000] }))
sections.push(await queryHttp({ ...listed, sizes: [421, 100_000] }))
sections.unshift(await retrieval(everything))
sections.splice(1, 0, await history(everything))

const short = sections.flatMap((section) => section.short)
const lines = [
  '# Results',
  '',
  `Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model}.`,
  'Shared and noisy machines: read the medians, and compare figures of one run only.',
  '',
  ...sections.flatMap((section) => [...section.lines, '']),
  '## What falls short',
  '',
  ...(short.length > 0 ? short.map((what) => `- ${what}`) : ['Nothing in this run.']),
  '',
]
writeFileSync(new URL('RESULTS.md', import.meta.url), lines.join('\n'))
console.log(lines.join('\n'))
