// How long the event loop stands still while a changed catalogue is synced and swapped in: the longest turn of each round.
// Upstream runs in a thread of its own; the client asks nothing meanwhile, so that every turn belongs to the sync.
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { aims } from './http/aims.mjs'
import { ms, summary, table } from './measure.mjs'
import { startProgram } from './program.mjs'

const upstreamOfItsOwn = `
  const { createServer } = require('node:http')
  const { parentPort } = require('node:worker_threads')
  let body = '{}'
  const server = createServer((_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(body))
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
  parentPort.on('message', (list) => { body = Buffer.from(list); parentPort.postMessage('set') })`

/** What is compressed and indexed behind a swap belongs to it. */
const behindMs = 1_500

const rounds = 9
/** Code that has not run yet is slow. */
const leftOut = 2

/** @param {{models: object[], source: string}} given */
export async function stalls({ models, source }) {
  const rows = []
  const short = []
  for (const database of [true, false]) {
    const what = database ? 'with the embedded database' : 'without a database'
    const found = await measured(models, database)
    const [longest, sync] = [
      summary(found.map(({ longestMs }) => longestMs)),
      summary(found.map(({ syncMs }) => syncMs)),
    ]
    rows.push([what, ms(aims.stallMs), ms(longest.median), ms(longest.max), ms(sync.median)])
    if (longest.median > aims.stallMs)
      short.push(`the longest turn ${what}: ${ms(longest.median)} instead of ${ms(aims.stallMs)}`)
  }
  const about = `The longest turn of the event loop while a sync brings in ${models.length} models (${source}), all of them changed, and behind it. ${rounds} rounds in one process.`
  return {
    lines: ['## Stalls', '', about, '', ...table([['what', 'aim', 'median', 'worst', 'that sync'], ...rows])],
    short,
  }
}

async function measured(models, database) {
  const worker = new Worker(upstreamOfItsOwn, { eval: true })
  const [port] = await once(worker, 'message')
  const serve = async (list) => {
    worker.postMessage(JSON.stringify({ data: list }), [])
    await once(worker, 'message')
  }
  await serve(models)
  const program = await startProgram(models, {
    OPENROUTER_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
    ...(!database && { DATABASE_URL: 'off' }),
  })
  try {
    if (database) await program.connected
    await sleep(behindMs)
    const found = []
    for (let round = 0; round < rounds + leftOut; round++) {
      await serve(models.map((model) => ({ ...model, pricing: { ...model.pricing, prompt: `0.0000${round + 11}` } })))
      found.push(await longestTurn(() => program.app.revalidation.refresh()))
    }
    return found.slice(leftOut)
  } finally {
    await program.stop()
    await worker.terminate()
  }
}

async function longestTurn(sync) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const startedAt = performance.now()
  const done = await sync()
  const syncMs = performance.now() - startedAt
  if (done?.status !== 'applied') throw new Error(`expected a change: ${JSON.stringify(done)}`)
  await sleep(behindMs)
  delay.disable()
  return { longestMs: delay.max / 1e6, syncMs }
}
