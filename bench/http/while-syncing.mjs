// Latency during a sync of a changed catalogue, compared with latency without one. The maximum is the stall that a swap causes.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startUpstream } from '../program.mjs'
import { sendRequest } from './send-request.mjs'
import { runOpenLoop, summaryOf } from './open-loop.mjs'
import { pin, SERVER_CORE } from './process.mjs'
import { ADMIN_TOKEN, ready, startProgram } from './servers.mjs'

const rate = 500
const leadMs = 700 // the client has warmed up and sends requests
/** From the start of a sync; includes compression in the background. */
const windowMs = 2_000

/** The number of changes that nine of ten pairs of real captures, twelve hours apart, do not exceed; and all models. */
const changedCounts = (models) => [17, models.length]

/**
 * @param {{path: string}} node @param {object[]} models @param {number} rounds
 * @returns {Promise<{without: object[], changes: {changed: number, during: object[], syncMs: number[]}[]}>} one summary per round
 */
export async function whileSyncing(node, models, rounds) {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  const upstream = await startUpstream(models)
  const found = { without: [], changes: changedCounts(models).map((changed) => ({ changed, during: [], syncMs: [] })) }
  let listed = models
  try {
    const program = await startProgram(node, { dataDir, baseUrl: upstream.baseUrl })
    try {
      await ready(program)
      pin(program.pid, SERVER_CORE)
      for (let round = 0; round < rounds; round++) {
        found.without.push(summaryOf(await load(program, windowMs), rate))
        for (const { changed, during, syncMs } of found.changes) {
          listed = withNewPrices(listed, changed)
          upstream.serve(listed)
          const measured = await loadWithSync(program, changed)
          during.push(measured.summary)
          syncMs.push(measured.syncMs)
        }
      }
    } finally {
      await program.stop()
    }
  } finally {
    upstream.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return found
}

let prices = 0

/** Gives models from all over the list a price that they never had. */
function withNewPrices(models, changed) {
  prices++
  const each = models.length / changed
  const chosen = new Set(Array.from({ length: changed }, (_, nr) => Math.floor(nr * each)))
  return models.map((model, nr) =>
    chosen.has(nr) ? { ...model, pricing: { ...model.pricing, prompt: `0.0000${prices + 10}1` } } : model,
  )
}

function load({ port }, ms) {
  return runOpenLoop({ port, path: '/api/models', headers: { 'accept-encoding': 'br' }, rate, ms })
}

async function loadWithSync(program, count) {
  const loading = load(program, leadMs + windowMs + 1_000)
  await sleep(leadMs + 700) // includes the time in which the client starts and warms up
  const requestedAt = performance.timeOrigin + performance.now()
  const response = await sendRequest(program.port, '/api/refresh', {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  const syncMs = performance.timeOrigin + performance.now() - requestedAt
  const { data } = JSON.parse(response.body)
  if (data?.status !== 'applied' || data.changed !== count)
    throw new Error(`expected ${count} models to change: ${response.body.toString()}`)
  const run = await loading
  const from = requestedAt - run.startedAt
  if (from < 0 || from + windowMs > leadMs + windowMs + 1_000)
    throw new Error(`the sync was not inside the load: ${from} ms after its start`)
  return { summary: summaryOf(run, rate, { from, to: from + windowMs }), syncMs }
}
