// `node scripts/judges/fairness.mjs [--seconds 10] [--rate 2500] [--connections 64]`: one address floods the built program with requests
// that need work, while twenty others make a few. The others must get at least 99 % of their responses.
import { Agent, get } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../root.mjs'
import { startProgram } from './program.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '2500' },
    connections: { type: 'string', default: '64' },
  },
})
const [seconds, rate, connections] = [Number(values.seconds), Number(values.rate), Number(values.connections)]
const otherAddresses = 20
const stepMs = 10

/** What one address got. */
const newTally = () => ({ sent: 0, served: 0, limited: 0, shed: 0, failed: 0, ms: [] })

const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-fairness-'))
const results = []
for (const [name, path] of [
  ['small pages', (nr) => `/api/models?limit=1&offset=${nr % 30}&min_price=${(nr * 1e-9).toFixed(9)}`],
  ['feeds of 400 models', (nr) => `/api/models?use_rss=true&limit=400&min_price=${(nr * 1e-9).toFixed(9)}`],
])
  results.push(await measure(name, path))
rmSync(scratch, { recursive: true, force: true })

for (const { name, heavy, others } of results) {
  console.log(`${name}: one address, ${connections} connections, at most ${rate}/s for ${seconds} s`)
  console.log(`  that address: ${heavy.served} of ${heavy.sent} served, ${heavy.limited} × 429, ${heavy.shed} × 503`)
  console.log(
    `  the others:   ${others.served} of ${others.sent} served, p50 ${at(others.ms, 0.5)} ms, p99 ${at(others.ms, 0.99)} ms`,
  )
}
const fair = results.filter(({ others }) => others.sent > 0 && others.served >= 0.99 * others.sent).length
console.log(`${fair} passed, ${results.length - fair} failed`)
process.exitCode = fair === results.length ? 0 : 1

async function measure(name, path) {
  const program = await startProgram(ROOT, mkdtempSync(join(scratch, 'run-')), {
    TRUSTED_PROXIES: '127.0.0.1',
    RATE_LIMIT: '100',
    RATE_LIMIT_BURST: '1000',
  })
  const [heavy, others] = [newTally(), newTally()]
  const flood = new Agent({ keepAlive: true, maxSockets: connections })
  const few = new Agent({ keepAlive: true })
  let nr = 0
  const stopAt = Date.now() + seconds * 1_000
  const ask = (agent, address, tally) => {
    tally.sent++
    return request(agent, program.url + path(nr++), address, tally)
  }
  const running = []
  for (let step = 0; Date.now() < stopAt; step++) {
    const due = Math.ceil((rate * stepMs) / 1_000)
    if (heavy.sent - heavy.ms.length < 4 * connections)
      for (let sent = 0; sent < due; sent++) running.push(ask(flood, '192.0.2.1', heavy))
    if (step % 10 === 0) running.push(ask(few, `198.51.100.${(step / 10) % otherAddresses}`, others))
    await new Promise((done) => setTimeout(done, stepMs))
  }
  await Promise.all(running)
  flood.destroy()
  few.destroy()
  await program.stop()
  return { name, heavy, others }
}

function request(agent, url, address, tally) {
  const startedAt = performance.now()
  return new Promise((done) => {
    const over = (kind) => {
      tally[kind]++
      tally.ms.push(performance.now() - startedAt)
      done()
    }
    get(url, { agent, headers: { 'X-Forwarded-For': address } }, (response) => {
      response.resume().once('end', () => {
        const { statusCode } = response
        over(statusCode === 200 ? 'served' : statusCode === 429 ? 'limited' : statusCode === 503 ? 'shed' : 'failed')
      })
    }).once('error', () => over('failed'))
  })
}

function at(ms, share) {
  return Math.round(ms.toSorted((a, b) => a - b)[Math.floor(share * (ms.length - 1))] ?? 0)
}
