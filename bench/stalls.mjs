// How long a sync blocks the event loop: the longest tick from the start of the sync until its background work is done.
// Upstream runs in its own thread and no client sends requests, so that every tick belongs to the sync.
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { targets } from './http/targets.mjs'
import { ms, summary, table } from './measure.mjs'
import { startProgram } from './program.mjs'

const upstreamThread = `
  const { createServer } = require('node:http')
  const { parentPort } = require('node:worker_threads')
  let body = '{}'
  const server = createServer((_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(body))
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
  parentPort.on('message', (list) => { body = Buffer.from(list); parentPort.postMessage('set') })`

/** Compression and indexing after the swap count too. */
const backgroundMs = 1_500

const rounds = 9
/** Code is slow before it is compiled. */
const warmUpRounds = 2
const someChanged = 8

/** @param {{models: object[], source: string}[]} lists */
export async function stalls(lists) {
  const rows = []
  const short = []
  for (const { models } of lists) {
    for (const database of [true, false]) {
      for (const changed of [models.length, someChanged]) {
        const what = `${models.length} models, ${changed} changed, ${database ? 'embedded database' : 'no database'}`
        const measured = await measure(models, changed, database)
        const longest = summary(measured.map(({ longestMs }) => longestMs))
        const sync = summary(measured.map(({ syncMs }) => syncMs))
        rows.push([what, ms(targets.stallMs), ms(longest.median), ms(longest.max), ms(sync.median)])
        if (longest.median > targets.stallMs)
          short.push(`the longest tick, ${what}: ${ms(longest.median)} instead of ${ms(targets.stallMs)}`)
      }
    }
  }
  const sources = lists.map(({ models, source }) => `${models.length} models: ${source}`).join('; ')
  const about = `The longest tick of the event loop during a sync and its background work, and the duration of the sync. ${rounds} rounds in one process. ${sources}.`
  const head = ['what', 'target', 'median', 'worst', 'duration of the sync']
  return { lines: ['## Stalls', '', about, '', ...table([head, ...rows])], short }
}

async function measure(models, changed, database) {
  const worker = new Worker(upstreamThread, { eval: true })
  const [port] = await once(worker, 'message')
  const serve = async (list) => {
    worker.postMessage(JSON.stringify({ data: list, total_count: list.length, links: { next: null } }), [])
    await once(worker, 'message')
  }
  await serve(models)
  const program = await startProgram(models, {
    OPENROUTER_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
    ...(!database && { DATABASE_URL: 'off' }),
  })
  try {
    if (database) await program.connected
    await sleep(backgroundMs)
    const measured = []
    for (let round = 0; round < rounds + warmUpRounds; round++) {
      const prompt = `0.0000${round + 11}`
      await serve(
        models.map((model, nr) => (nr < changed ? { ...model, pricing: { ...model.pricing, prompt } } : model)),
      )
      measured.push(await measureSync(() => program.app.revalidation.refresh()))
    }
    return measured.slice(warmUpRounds)
  } finally {
    await program.stop()
    await worker.terminate()
  }
}

async function measureSync(sync) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const startedAt = performance.now()
  const done = await sync()
  const syncMs = performance.now() - startedAt
  if (done?.status !== 'applied') throw new Error(`expected a change: ${JSON.stringify(done)}`)
  await sleep(backgroundMs)
  delay.disable()
  return { longestMs: delay.max / 1e6, syncMs }
}
