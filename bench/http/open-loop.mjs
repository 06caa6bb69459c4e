// Latency at a constant rate: starts the client on the load generator's core, and summarises its samples.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { summary } from '../measure.mjs'
import { GENERATOR_CORE } from './process.mjs'

const client = fileURLToPath(new URL('open-loop-client.mjs', import.meta.url))
const run = promisify(execFile)

/**
 * @param {{port: number, path: string, headers: Record<string, string>, rate: number, ms: number}} load `rate`: requests per second
 * @returns {Promise<{startedAt: number, latencies: number[], lag: number}>} `startedAt` in Unix milliseconds; `latencies` in milliseconds
 *   from when each request was due, in that order; `lag`: the p99 of the client's own delay
 */
export async function runOpenLoop(load) {
  const { stdout } = await run(
    'taskset',
    ['-c', String(GENERATOR_CORE), process.execPath, client, JSON.stringify(load)],
    { maxBuffer: 64 * 1024 ** 2 },
  )
  return JSON.parse(stdout)
}

/** p50, p99 and maximum of the requests that were due in a window (milliseconds since the start). */
export function summaryOf({ latencies }, rate, { from = 0, to = Infinity } = {}) {
  return summary(latencies.slice(Math.ceil((from * rate) / 1000), Math.min(latencies.length, (to * rate) / 1000)))
}
