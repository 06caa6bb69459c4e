#!/usr/bin/env node
// How long an answer takes from each tier, and a sync to commit, measured in one run on this machine:
//   npm run bench
// Starts a stand-in upstream and an embedded PostgreSQL of its own on loopback; writes bench/RESULTS.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedModels } from '../scripts/stand-in-upstream.mjs'
import { createApp } from '../backend/dist/app.js'
import { readConfig } from '../backend/dist/config.js'
import { createLogger } from '../backend/dist/observe/logger.js'
import { loadBaseline } from '../backend/dist/postgres/load-baseline.js'

const capture = fileURLToPath(new URL('../../shared/data/openrouter-models-all-modalities-2026-08-05.json', import.meta.url))
const models = existsSync(capture) ? JSON.parse(readFileSync(capture, 'utf8')).data : generatedModels()
const rounds = 30

/** @param {number[]} samples milliseconds */
function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { median: at(0.5), p99: at(0.99), max: sorted.at(-1) }
}

async function measure(times, work) {
  const samples = []
  for (let nr = 0; nr < times; nr++) {
    const started = performance.now()
    await work(nr)
    samples.push(performance.now() - started)
  }
  return summary(samples)
}

let served = models
const upstream = createServer((_req, res) => {
  const body = JSON.stringify({ data: served, total_count: served.length, links: { next: null } })
  res.writeHead(200, { 'content-type': 'application/json' }).end(body)
})
await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve))

const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', OPENROUTER_BASE_URL: `http://127.0.0.1:${upstream.address().port}/api/v1`, SYNC_INTERVAL_SECONDS: '86400', MAX_SHRINK_PERCENT: '100' })
const app = await createApp(config, { log: createLogger({ level: 'silent', terminal: false }) })
await new Promise((resolve) => app.server.listen(0, '127.0.0.1', resolve))
const connected = new Promise((resolve) => app.sync.db.onChange((status) => status.state === 'connected' && resolve()))
await app.start()
await connected
await app.revalidation.databaseIsBack()
const url = `http://127.0.0.1:${app.server.address().port}/api/models`
const get = async () => (await fetch(url, { headers: { 'accept-encoding': 'br' } })).arrayBuffer()

const results = []
const add = (what, aim, figures) => results.push({ what, aim, ...figures })
try {
  for (let nr = 0; nr < 20; nr++) await get()
  add('an answer from memory: GET of the whole list over HTTP', 50, await measure(300, get))
  add('an answer from PostgreSQL: the catalogue loaded and made ready', 200, await measure(rounds, () => loadBaseline(app.sync.db)))
  add('an answer from upstream: fetched, judged, committed, served; nothing changed', 2000, await measure(rounds, () => app.revalidation.refresh()))
  const changed = await measure(rounds, async (nr) => {
    served = models.map((model) => ({ ...model, context_length: 1000 + nr, pricing: { ...model.pricing, prompt: `0.00000${nr + 1}` } }))
    const sync = await app.revalidation.refresh()
    if (sync?.status !== 'applied' || sync.changed !== models.length) throw new Error(`expected every model to change, got ${JSON.stringify(sync)}`)
  })
  add('the same, with every model changed', 2000, changed)
  const { commitOnly } = await import('./commit.mjs')
  add(`the commit alone, with every one of ${models.length} models changed`, 300, await commitOnly(app, models, rounds, measure))
} finally {
  await app.stop()
  upstream.close()
  await rm(dataDir, { recursive: true, force: true })
}

const ms = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
const lines = [
  '# Results',
  '',
  `Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model}, embedded PostgreSQL 18.4 on the same machine, ${models.length} models${existsSync(capture) ? ' (a real capture of all modalities)' : ' (made up)'}.`,
  'Shared and noisy machines: read the medians, and compare figures of one run only.',
  '',
  '| what | aim | median | p99 | worst |',
  '|---|---|---|---|---|',
  ...results.map(({ what, aim, median, p99, max }) => `| ${what} | ${aim} ms | ${ms(median)} | ${ms(p99)} | ${ms(max)} |`),
  '',
]
writeFileSync(new URL('RESULTS.md', import.meta.url), lines.join('\n'))
console.log(lines.join('\n'))
for (const { what, aim, median } of results) if (median > aim) console.log(`falls short: ${what}: ${ms(median)} instead of ${aim} ms`)
