import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FloodPlan, FloodSamples } from './flood-client.js'

export type { FloodPlan } from './flood-client.js'

export interface Latency {
  p50: number
  p99: number
  worst: number
}

export interface FloodReport {
  total: number
  /** Responses with status 200. */
  succeeded: number
  /** Shed requests (503), and how many of these had a Retry-After. */
  shed: number
  shedWithRetryAfter: number
  /** Other statuses, and requests without a response (`0`), by status. */
  other: Readonly<Record<string, number>>
  /** Latencies of 200 responses in ms, from when the request was given to a connection: the time spent in the program. */
  ofSuccesses: Latency
  /** The same from when the request was due: includes the client's wait for a free connection. */
  sinceDue: Latency
  /** Latencies of shed requests in ms, from when the request was given to a connection. */
  ofShed: Latency
}

export interface FloodResult extends Pick<FloodSamples, 'clientBusy' | 'programMs' | 'lasted' | 'programHeldUp'> {
  /** A report on some requests of the plan (indexes), due from a certain second on. */
  report(requests?: readonly number[], fromSecond?: number): FloodReport
}

/** Sends a flood from a separate process, pinned to a core if one is given (requires `taskset`). Rejects if the process ends early. */
export async function runFlood(plan: FloodPlan, core?: number): Promise<FloodResult> {
  const script = fileURLToPath(new URL('flood-client.ts', import.meta.url))
  const execArgv = ['--import', new URL('../../../scripts/typescript/register.mjs', import.meta.url).href]
  const pinned =
    core === undefined
      ? { execArgv }
      : { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...execArgv] }
  const child = fork(script, [JSON.stringify(plan)], {
    ...pinned,
    serialization: 'advanced',
    env: { PATH: process.env['PATH'] },
  })
  const gone = once(child, 'exit')
  const ended = gone.then(([code]: unknown[]): never => {
    throw new Error(`the flood process ended with ${String(code)}`)
  })
  const [samples] = (await Promise.race([once(child, 'message'), ended])) as [FloodSamples]
  ended.catch(() => {})
  await gone
  return { ...samples, report: (requests, fromSecond = 0) => summarise(samples, requests, fromSecond * 1000) }
}

function summarise(
  { due, sent, answered, status, ask, withRetryAfter }: FloodSamples,
  requests: readonly number[] | undefined,
  fromMs: number,
): FloodReport {
  const ofSuccesses: number[] = []
  const sinceDue: number[] = []
  const ofShed: number[] = []
  const other: Record<string, number> = {}
  let total = 0
  let shedWithRetryAfter = 0
  for (const [nr, dueAt] of due.entries()) {
    if (dueAt < fromMs || (requests !== undefined && !requests.includes(ask[nr] ?? 0))) continue
    total++
    const waited = (answered[nr] ?? 0) - (sent[nr] ?? 0)
    if (status[nr] === 200) {
      ofSuccesses.push(waited)
      sinceDue.push((answered[nr] ?? 0) - dueAt)
    } else if (status[nr] === 503) {
      ofShed.push(waited)
      shedWithRetryAfter += withRetryAfter[nr] ?? 0
    } else other[status[nr] ?? 0] = (other[status[nr] ?? 0] ?? 0) + 1
  }
  return {
    total,
    succeeded: ofSuccesses.length,
    shed: ofShed.length,
    shedWithRetryAfter,
    other,
    ofSuccesses: latency(ofSuccesses),
    sinceDue: latency(sinceDue),
    ofShed: latency(ofShed),
  }
}

function latency(ms: number[]): Latency {
  const ascending = ms.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}
