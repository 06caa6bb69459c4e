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
  asked: number
  /** Of `asked`: 200. */
  answered: number
  /** Of `asked`: 503, and of those the ones that said when to come again. */
  refused: number
  refusedWithRetryAfter: number
  /** Neither 200 nor 503, or nothing at all (`0`). */
  other: Readonly<Record<string, number>>
  /** Milliseconds of those that were answered with 200, from when they were handed to a connection: what the program makes them wait. */
  ofAnswers: Latency
  /** The same from when they were due: the wait for a free connection, in the client, is in it. */
  sinceDue: Latency
  /** Milliseconds of refusals, from when they were handed to a connection. */
  ofRefusals: Latency
}

export interface FloodResult extends Pick<FloodSamples, 'clientBusy' | 'programMs' | 'lasted' | 'programHeldUp'> {
  /** Of some of the asks (places in `asks`), and of those due from some second on. */
  report(asks?: readonly number[], fromSecond?: number): FloodReport
}

/** Floods from a process of its own, on that core if one is named (which needs `taskset`). Rejects when it ends by itself. */
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
    throw new Error(`the flood ended by itself with ${String(code)}`)
  })
  const [samples] = (await Promise.race([once(child, 'message'), ended])) as [FloodSamples]
  ended.catch(() => {})
  await gone
  return { ...samples, report: (asks, fromSecond = 0) => summarise(samples, asks, fromSecond * 1000) }
}

function summarise(
  { due, sent, answered, status, ask, withRetryAfter }: FloodSamples,
  asks: readonly number[] | undefined,
  fromMs: number,
): FloodReport {
  const ofAnswers: number[] = []
  const sinceDue: number[] = []
  const ofRefusals: number[] = []
  const other: Record<string, number> = {}
  let asked = 0
  let refusedWithRetryAfter = 0
  for (const [nr, dueAt] of due.entries()) {
    if (dueAt < fromMs || (asks !== undefined && !asks.includes(ask[nr] ?? 0))) continue
    asked++
    const waited = (answered[nr] ?? 0) - (sent[nr] ?? 0)
    if (status[nr] === 200) {
      ofAnswers.push(waited)
      sinceDue.push((answered[nr] ?? 0) - dueAt)
    } else if (status[nr] === 503) {
      ofRefusals.push(waited)
      refusedWithRetryAfter += withRetryAfter[nr] ?? 0
    } else other[status[nr] ?? 0] = (other[status[nr] ?? 0] ?? 0) + 1
  }
  return {
    asked,
    answered: ofAnswers.length,
    refused: ofRefusals.length,
    refusedWithRetryAfter,
    other,
    ofAnswers: latency(ofAnswers),
    sinceDue: latency(sinceDue),
    ofRefusals: latency(ofRefusals),
  }
}

function latency(ms: number[]): Latency {
  const ascending = ms.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}
