// Interleaved rounds: each server in turn, started afresh, asked everything; then the next round.
import { writeFileSync } from 'node:fs'
import { ask } from './ask.mjs'
import { runOpenLoop, summaryOf } from './open-loop.mjs'
import { runWrk } from './wrk.mjs'
import { latencyScenarios } from './scenarios.mjs'

const rate = 1_000
/** The plain stack takes 10 ms and more a list: there is little to warm up, and it cannot keep up with any rate. */
const slow = new Set(['cloning', 'plain'])
/** Until the code is compiled that makes an answer: seconds, in which it takes five times as long. What only writes one is sooner warm. */
const unseenWarmUpMs = 3_000
const isCache = new Set(['modelkeep', 'nginx'])

export function keyOf({ name, node }, scenario) {
  return `${scenario} ${name}${node ? ` ${node.major}` : ''}`
}

/**
 * @param {{servers: object[], scenarios: object[], rounds: number, times: {settleMs: number, warmUpMs: number, measureMs: number, latencyMs: number}, latency: boolean, folder: string}} plan
 * @returns {Promise<Map<string, object[]>>} by `keyOf`: one sample a round; those of latency under `latency:…`
 */
export async function runRounds({ servers, scenarios, rounds, times, latency, folder }) {
  const samples = new Map()
  const keep = (key, sample) => samples.set(key, [...(samples.get(key) ?? []), sample])
  for (const scenario of scenarios) writeFileSync(`${folder}/${scenario.id}.paths`, `${scenario.paths.join('\n')}\n`)
  for (let round = 0; round < rounds; round++) {
    for (const kind of servers) {
      console.log(`  round ${round + 1} of ${rounds}: ${kind.name}${kind.node ? ` on Node ${kind.node.major}` : ''}`)
      const server = await kind.start()
      try {
        if (!slow.has(kind.name)) await settle(server, scenarios[0], kind.name, times.settleMs)
        for (const scenario of scenarios) {
          if (!scenario.who.includes(kind.name)) continue
          const request = await checked(server, scenario, kind.name)
          keep(
            keyOf(kind, scenario.id),
            await throughput(server, scenario, request, { ...times, slow: slow.has(kind.name), folder }),
          )
          if (latency && latencyScenarios.includes(scenario.id) && !slow.has(kind.name))
            keep(keyOf(kind, `latency:${scenario.id}`), await latencyOf(server, request, times))
        }
      } finally {
        await server.stop()
      }
    }
  }
  return samples
}

/** What a start leaves to be done behind the first answers, compilers included, would count for what is measured first. */
async function settle(server, scenario, name, ms) {
  const { path, headers } = await checked(server, scenario, name)
  await runWrk({ ...server, path, headers: linesOf(headers), ms })
}

/** Asks once of each path, so that it is cached, and looks whether the answer is what is to be measured. */
async function checked({ port }, { id, encoding, paths, conditional, unseen }, name) {
  const [path] = paths
  const headers = { 'accept-encoding': encoding }
  for (const other of unseen ? [] : paths) await ask(port, other, { headers })
  const answer = await ask(port, path, { headers })
  const encoded = answer.headers['content-encoding'] ?? 'identity'
  if (answer.status !== 200 || encoded !== encoding) throw new Error(`${name}, ${id}: ${answer.status} in ${encoded}`)
  if (isCache.has(name) && !unseen && !/hit/i.test(answer.headers['cache-status']))
    throw new Error(`${name}, ${id}: not from its cache`)
  if (!conditional) return { path, headers }
  headers['if-none-match'] = answer.headers.etag
  const second = await ask(port, path, { headers })
  if (second.status !== 304) throw new Error(`${name}, ${id}: ${second.status} instead of 304`)
  return { path, headers }
}

async function throughput({ port, pid }, scenario, { path, headers }, { warmUpMs, measureMs, slow: plain, folder }) {
  const run = { port, pid, path, headers: linesOf(headers) }
  const scriptFrom = (first) => {
    if (scenario.unseen) return ['unseen.lua', String(first)]
    return scenario.paths.length > 1 ? ['pages.lua', `${folder}/${scenario.id}.paths`] : undefined
  }
  if (!plain) await runWrk({ ...run, script: scriptFrom(0), ms: scenario.unseen ? unseenWarmUpMs : warmUpMs })
  const sample = await runWrk({
    ...run,
    script: scriptFrom(10_000_000),
    ms: plain ? Math.min(1_000, measureMs) : measureMs,
  })
  if (sample.requests === 0) throw new Error(`${scenario.id}: no answer in ${measureMs} ms`)
  return sample
}

function linesOf(headers) {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}

async function latencyOf({ port }, { path, headers }, { latencyMs }) {
  const run = await runOpenLoop({ port, path, headers, rate, ms: latencyMs })
  return { ...summaryOf(run, rate), lag: run.lag }
}
