// Latency of the cached list while messages to hosts that are dead or hang are pending, compared with the same program while its watches
// are paused. Both are measured in each round: whatever slowed the machine in one round slowed both.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runOpenLoop, summaryOf } from './http/open-loop.mjs'
import { medianOf } from './http/paired.mjs'
import { pin, SERVER_CORE } from './http/process.mjs'
import { sendRequest } from './http/send-request.mjs'
import { ADMIN_TOKEN, ready, startProgram } from './http/servers.mjs'
import { ms, table } from './measure.mjs'
import { startUpstream } from './program.mjs'

const rate = 500
const windowMs = 5_000
const rounds = 20
const target = 1.1
const pendingWanted = 1_000

/** The lines of the section, and what missed its target. Starts an embedded PostgreSQL server. */
export async function watches({ models, source }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  const upstream = await startUpstream(models)
  const hanging = createServer(() => {}) // accepts connections and never answers
  await once(hanging.listen(0, '127.0.0.1'), 'listening')
  try {
    const program = await startProgram(
      { path: process.execPath },
      {
        dataDir,
        baseUrl: upstream.baseUrl,
        env: { WATCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), WEBHOOK_ALLOW: '127.0.0.0/8' },
      },
    )
    try {
      await ready(program)
      pin(program.pid, SERVER_CORE)
      const urls = ['http://127.0.0.1:9/', `http://127.0.0.1:${hanging.address().port}/`, 'http://127.0.0.1:9/again']
      const ids = await createWatches(program, urls)
      upstream.serve(withNewPrices(models))
      await call(program, 'POST', '/api/refresh')
      return report(await measure(program, ids), source)
    } finally {
      await program.stop()
    }
  } finally {
    hanging.close()
    upstream.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function call({ port }, method, path, body) {
  const response = await sendRequest(port, path, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  return JSON.parse(response.body)
}

async function createWatches(program, urls) {
  const ids = []
  for (const [nr, url] of urls.entries()) {
    const watch = { name: `dead ${nr}`, filter: {}, destination: { type: 'webhook', url } }
    ids.push((await call(program, 'POST', '/api/watches', watch)).data.id)
  }
  return ids
}

function withNewPrices(models) {
  return models.map((model) => ({ ...model, pricing: { ...model.pricing, prompt: '0.0000123' } }))
}

async function measure(program, ids) {
  const setAll = async (state) => {
    for (const id of ids) await call(program, 'PATCH', `/api/watches/${id}`, { state })
  }
  const load = async () =>
    summaryOf(
      await runOpenLoop({
        port: program.port,
        path: '/api/models',
        headers: { 'accept-encoding': 'br' },
        rate,
        ms: windowMs,
      }),
      rate,
    )
  const found = { without: [], during: [], pending: 0, attempts: 0 }
  for (let round = 0; round < rounds; round++)
    for (const state of round % 2 === 0 ? ['paused', 'active'] : ['active', 'paused']) {
      await setAll(state) // resumed, each tries again at once
      found[state === 'paused' ? 'without' : 'during'].push(await load())
    }
  const { data } = await call(program, 'GET', '/api/watches')
  found.pending = data.reduce((sum, { pending }) => sum + pending, 0)
  found.attempts = await failedAttempts(program)
  return found
}

async function failedAttempts({ port }) {
  const { body } = await sendRequest(port, '/metrics')
  return Number(/^modelkeep_watch_deliveries_total\{outcome="failed"\} (\d+)$/m.exec(body)[1])
}

function report({ without, during, pending, attempts }, source) {
  if (pending < pendingWanted) throw new Error(`only ${pending} events are pending`)
  if (attempts < rounds) throw new Error(`only ${attempts} attempts were made`)
  const ratio = medianOf(during.map(({ p99 }, round) => p99 / without[round].p99))
  const row = (name, summaries) => [
    name,
    ms(medianOf(summaries.map(({ median }) => median))),
    ms(medianOf(summaries.map(({ p99 }) => p99))),
    ms(Math.max(...summaries.map(({ max }) => max))),
  ]
  return {
    lines: [
      '## Watches',
      '',
      `GET /api/models at ${rate} requests/s (${source}), ${rounds} rounds of ${windowMs / 1000} s each way. ${pending} events are pending to a closed port and to a host that hangs; ${attempts} attempts failed meanwhile.`,
      '',
      ...table([['watches', 'p50', 'p99', 'max'], row('paused', without), row('delivering', during)]),
      '',
      `p99 while delivering is ${ratio.toFixed(2)} of that while paused (median of the rounds; target at most ${target}).`,
    ],
    short: ratio <= target ? [] : [`p99 is ${ratio.toFixed(2)} of that while paused`],
  }
}
