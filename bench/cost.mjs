// The cost of calls over two years of real prices: a file of rows, and one call at a time. The client is a thread of its own.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { summary, ms, table } from './measure.mjs'
import { startProgram } from './program.mjs'
import { createRandom } from './random.mjs'
import { hasRealHistory, importFile, writeCaptures } from './real-history.mjs'

const rowCount = 100_000
const uploads = 5
const calls = 2_000
const warmUpCalls = 500
const targetsMs = { upload: 3_000, call: 2 }

/** Posts a body, or gets paths one after another on one connection. Posts back the milliseconds of each, and the last line of its response. */
const clientThread = `
  const { parentPort, workerData: port } = require('node:worker_threads')
  const { Agent, request } = require('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = (path, body) => new Promise((resolve, reject) => {
    const started = performance.now()
    const headers = body && { 'content-type': 'application/x-ndjson' }
    const sent = request({ port, path, agent, headers, method: body ? 'POST' : 'GET' }, (response) => {
      let last = []
      response.on('data', (chunk) => { last = [...last.slice(-31), chunk] })
      response.on('end', () => {
        const end = Buffer.concat(last).toString().trimEnd().split('\\n').at(-1)
        resolve({ ms: performance.now() - started, status: response.statusCode, end })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
  parentPort.on('message', async ({ paths, body }) => {
    const answers = []
    for (const path of paths) answers.push(await send(path, body))
    parentPort.postMessage(answers)
  })`

/** The lines of the section, and what missed its target. Starts an embedded PostgreSQL server. */
export async function cost() {
  if (!hasRealHistory())
    return { lines: ['## Cost', '', 'Left out: the real captures are not at ../shared/data.'], short: [] }
  const folder = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  const program = await startProgram([]) // an empty list is quarantined, so history is empty
  const client = new Worker(clientThread, { eval: true, workerData: program.port })
  try {
    await program.connected
    const { file } = await writeCaptures(folder)
    await importFile(program.app.sync.db, file)
    const listed = await program.app.sync.db.query(
      "SELECT model_id AS id, observed_at AS at FROM model_versions WHERE facet = 'model' AND hash IS NOT NULL",
    )
    const usages = createUsages(listed)
    return report({ upload: await measureUploads(client, usages), call: await measureCalls(client, usages) })
  } finally {
    await client.terminate()
    await program.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureUploads(client, usages) {
  const lines = Array.from({ length: rowCount }, () => `${JSON.stringify(usages.row())}\n`).join('')
  const paths = Array.from({ length: 1 + uploads }, () => '/api/cost')
  const answers = await ask(client, { paths, body: Buffer.from(lines) })
  const { rows, unpriced } = JSON.parse(answers[0].end).totals
  if (rows !== rowCount) throw new Error(`${rows} of ${rowCount} rows were answered`)
  return { ...summary(answers.slice(1).map((answer) => answer.ms)), unpriced }
}

async function measureCalls(client, usages) {
  const paths = Array.from({ length: warmUpCalls + calls }, () => usages.path())
  const answers = await ask(client, { paths })
  return summary(answers.slice(warmUpCalls).map((answer) => answer.ms))
}

async function ask(client, message) {
  client.postMessage(message, [])
  const [answers] = await once(client, 'message')
  const failed = answers.find(({ status }) => status !== 200)
  if (failed) throw new Error(`${failed.status} ${failed.end.slice(-300)}`)
  return answers
}

/** Calls just after any version of any model. No two are equal. */
function createUsages(listed) {
  const random = createRandom(1)
  const call = () => {
    const { id, at } = random.oneOf(listed)
    const prompt = 100 + random.below(60_000)
    return {
      model: id,
      at: new Date(at + random.below(60_000)).toISOString(),
      usage: {
        prompt_tokens: prompt,
        completion_tokens: 10 + random.below(4_000),
        cached_tokens: random.below(prompt),
      },
    }
  }
  return {
    row: call,
    path: () => {
      const { model, at, usage } = call()
      return `/api/cost?${new URLSearchParams({ model, at, ...usage })}`
    },
  }
}

function report({ upload, call }) {
  const rows = [
    [`${rowCount.toLocaleString('en')} rows of NDJSON`, ms(targetsMs.upload), ms(upload.median), ms(upload.max)],
    ['one call by GET, uncached', ms(targetsMs.call), ms(call.median), ms(call.p99)],
  ]
  const short = [
    upload.median > targetsMs.upload &&
      `${rowCount.toLocaleString('en')} rows: ${ms(upload.median)} instead of ${ms(targetsMs.upload)}`,
    call.median > targetsMs.call && `one call: ${ms(call.median)} instead of ${ms(targetsMs.call)}`,
  ].filter(Boolean)
  return {
    lines: [
      '## Cost',
      '',
      `Calls of all models in two years of real captures, each just after a version of its model, embedded PostgreSQL 18.4, over HTTP with one client on one connection. ${uploads} uploads after one to warm up, ${upload.unpriced.toLocaleString('en')} of their rows without a known price; ${calls.toLocaleString('en')} single calls after ${warmUpCalls}. Durations include those of the client.`,
      '',
      ...table([['what', 'target', 'median', 'worst, or p99 of calls'], ...rows]),
    ],
    short,
  }
}
