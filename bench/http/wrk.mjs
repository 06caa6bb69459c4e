// Throughput: wrk with one thread on its own core, and the CPU time of both sides.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMs, GENERATOR_CORE } from './process.mjs'

const connections = 16
const sampleMs = 50
/** Above this share of a core the load generator, not the server, limits throughput. */
const saturatedFrom = 0.9

/**
 * @param {{port: number, pid: number, path?: string, headers: string[], script?: string[], ms: number, refusable?: boolean}} run `pid`: the process whose CPU time is measured;
 *   `script`: a script in this folder, and its arguments; `refusable`: the server may shed requests
 * @returns {Promise<{perSecond: number, cpuUs: number, busy: number, saturated: boolean, requests: number}>} `cpuUs`: CPU time of the server per request
 */
export async function runWrk({ port, pid, path = '/', headers, script, ms, refusable = false }) {
  const args = ['-t1', `-c${connections}`, '-d60s', ...headers.flatMap((header) => ['-H', header])]
  if (script) args.push('-s', fileURLToPath(new URL(script[0], import.meta.url)))
  args.push(`http://127.0.0.1:${port}${path}`)
  if (script) args.push('--', ...script.slice(1))
  const before = cpuMs(pid)
  const child = spawn('taskset', ['-c', String(GENERATOR_CORE), 'wrk', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => void (output += text))
  const busy = await busyFor(child, ms).catch(() => NaN) // it ended early, and its output says why
  child.kill('SIGINT') // wrk only accepts whole seconds; on SIGINT it reports what it has measured
  await closed
  const used = cpuMs(pid) - before
  const { requests, seconds } = summed(output, refusable)
  return {
    requests,
    perSecond: requests / seconds,
    cpuUs: (used * 1000) / requests,
    busy,
    saturated: busy > saturatedFrom,
  }
}

/** The share of a core that a process used in the given time. */
async function busyFor({ pid }, ms) {
  await sleep(sampleMs)
  const first = { at: performance.now(), cpu: cpuMs(pid) }
  await sleep(ms - sampleMs)
  return (cpuMs(pid) - first.cpu) / (performance.now() - first.at)
}

const units = { us: 1e-6, ms: 1e-3, s: 1, m: 60 }

/** @throws if connections failed, or responses were not successful, unless they are `refusable`. No response in that time is no failure. */
function summed(output, refusable) {
  const [, requests, amount, unit] = /(\d+) requests in ([\d.]+)(us|ms|s|m),/.exec(output) ?? []
  const failed = (
    refusable
      ? /Socket errors: (?:connect [1-9]\d*.*|.*read [1-9]\d*.*)/
      : /Non-2xx or 3xx responses: \d+|Socket errors: connect [1-9]\d*.*|Socket errors: .*read [1-9]\d*.*/
  ).exec(output)
  if (requests === undefined || failed) throw new Error(`wrk: ${failed?.[0] ?? output}`)
  return { requests: Number(requests), seconds: Number(amount) * units[unit] }
}
