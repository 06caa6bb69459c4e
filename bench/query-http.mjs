// The same queries over HTTP, through the whole program: one client, one connection, one query after another.
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { measure, ms, table } from './measure.mjs'
import { startProgram } from './program.mjs'
import { createQueries } from './list-queries.mjs'
import { syntheticModels } from './synthetic-models.mjs'

const runs = 2000
const warmUp = 300

/** The lines of the section. Runs without a database, which these queries do not need. */
export async function queryHttp({ models, sizes }) {
  const rows = []
  for (const size of sizes) rows.push(await measureAt(syntheticModels(size, models)))
  return {
    lines: [
      '## Questions over HTTP',
      '',
      `A filtered, sorted page of 20 that was never requested before, uncompressed, on one connection; ${runs.toLocaleString('en')} requests. Client and server share this one process, so a server alone answers faster.`,
      '',
      ...table([['models', 'requests a second', 'median', 'p99', 'worst'], ...rows]),
    ],
    short: [],
  }
}

async function measureAt(models) {
  const program = await startProgram(models, { DATABASE_URL: 'off', MAX_UPSTREAM_BYTES: String(1024 ** 3) })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const sendRequest = (path) => bodyOf(`http://127.0.0.1:${program.port}${path}`, agent)
  try {
    while (JSON.parse(await sendRequest('/api/models/count')).data.count !== models.length)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const queries = createQueries(models, 2)
    const page = () => sendRequest(`/api/models?${new URLSearchParams(queries.page())}`)
    await measure(warmUp, page)
    const started = performance.now()
    const { median, p99, max } = await measure(runs, page)
    const perSecond = runs / ((performance.now() - started) / 1000)
    return [
      models.length.toLocaleString('en'),
      Math.round(perSecond).toLocaleString('en'),
      ms(median),
      ms(p99),
      ms(max),
    ]
  } finally {
    agent.destroy()
    await program.stop()
  }
}

async function bodyOf(url, agent) {
  const [response] = await once(get(url, { agent }), 'response')
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${body}`)
  return body
}
