// Interleaved rounds: each server in turn, started anew, with every scenario; then the next round.
import { sendRequest } from './send-request.mjs'
import { runWrk } from './wrk.mjs'

/** Long enough to compile the code that builds a response. */
const unseenWarmUpMs = 3_000

export function keyOf({ name, node }, scenario) {
  return `${scenario} ${name} ${node.major}`
}

/**
 * @param {{servers: object[], scenarios: object[], rounds: number, times: {settleMs: number, warmUpMs: number, measureMs: number}}} plan
 * @returns {Promise<Map<string, object[]>>} one sample per round, by `keyOf`
 */
export async function runRounds({ servers, scenarios, rounds, times }) {
  const samples = new Map()
  const keep = (key, sample) => samples.set(key, [...(samples.get(key) ?? []), sample])
  for (let round = 0; round < rounds; round++) {
    for (const kind of servers) {
      console.log(`  round ${round + 1} of ${rounds}: ${kind.name} on Node ${kind.node.major}`)
      const server = await kind.start()
      try {
        await settle(server, scenarios[0], kind.name, times.settleMs)
        for (const scenario of scenarios) {
          if (scenario.unseen && kind.name !== 'modelkeep') continue
          const headers = await checked(server, scenario, kind.name)
          keep(keyOf(kind, scenario.id), await throughput(server, scenario, headers, times))
        }
      } finally {
        await server.stop()
      }
    }
  }
  return samples
}

/** Waits for background work after a start, which would otherwise affect the first scenario. */
async function settle(server, scenario, name, ms) {
  const headers = await checked(server, scenario, name)
  await runWrk({ ...server, path: scenario.path, headers: linesOf(headers), ms })
}

/** Requests the path, so that it is cached, and checks that the response is the one to be measured. Returns the request headers. */
async function checked({ port }, { id, encoding, path, conditional, unseen }, name) {
  const headers = { 'accept-encoding': encoding }
  if (!unseen) await sendRequest(port, path, { headers })
  const response = await sendRequest(port, path, { headers })
  const encoded = response.headers['content-encoding'] ?? 'identity'
  if (response.status !== 200 || encoded !== encoding)
    throw new Error(`${name}, ${id}: ${response.status} in ${encoded}`)
  if (name === 'modelkeep' && !unseen && !/hit/i.test(response.headers['cache-status']))
    throw new Error(`${name}, ${id}: not from its cache`)
  if (!conditional) return headers
  headers['if-none-match'] = response.headers.etag
  const second = await sendRequest(port, path, { headers })
  if (second.status !== 304) throw new Error(`${name}, ${id}: ${second.status} instead of 304`)
  return headers
}

async function throughput({ port, pid }, { id, path, unseen }, headers, { warmUpMs, measureMs }) {
  const run = { port, pid, path, headers: linesOf(headers) }
  const scriptFrom = (first) => (unseen ? ['unseen.lua', String(first)] : undefined)
  await runWrk({ ...run, script: scriptFrom(0), ms: unseen ? unseenWarmUpMs : warmUpMs })
  const sample = await runWrk({ ...run, script: scriptFrom(10_000_000), ms: measureMs })
  if (sample.requests === 0) throw new Error(`${id}: no response in ${measureMs} ms`)
  return sample
}

function linesOf(headers) {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}
