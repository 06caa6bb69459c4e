import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ClientMessage, LoadPlan, Samples } from './load-client.js'

export type { Ask, LoadPlan } from './load-client.js'

/** What became of every request that was due in some time. */
export interface LoadReport {
  asked: number
  /** How many answers there were of each status; `304` among them. */
  statuses: Readonly<Record<string, number>>
  /** How many requests ended without an answer, by why: a code such as `ECONNRESET`, `cut` (in the middle of an answer), or `unanswered` (in 10 s). */
  errors: Readonly<Record<string, number>>
  /** All that is neither 200 nor 304, and all that had no answer. */
  failed: number
  /** Milliseconds from the moment at which each answered request was due, ascending. */
  latencies: readonly number[]
  /** The same by status, so that refusals can be told from answers. */
  latenciesOf(status: number): readonly number[]
  p50: number
  p99: number
  worst: number
  /** The first few that failed, for a person: when (milliseconds after the start of the load), what was asked for, what came. */
  examples: readonly string[]
}

export interface Load {
  /** Unix milliseconds. */
  readonly startedAt: number
  /** How many were answered so far: changes several times a second. */
  answered(): number
  /** Asks no more, and resolves when every request has its answer or its 10 s are over. May be called more than once. */
  stop(): Promise<LoadResult>
}

export interface LoadResult {
  /** Of all, or of those that were due between two moments (Unix milliseconds). */
  report(window?: { from?: number; to?: number }): LoadReport
}

/**
 * Asks at a steady rate, whatever becomes of those before (open loop), from a process of its own. Resolves when the first answer came.
 * Requests are taken from `asks` in turn, each as often as its weight says.
 */
export async function startLoad(plan: LoadPlan): Promise<Load> {
  const child = fork(fileURLToPath(new URL('load-client.ts', import.meta.url)), [JSON.stringify(plan)], {
    execArgv: ['--import', new URL('../../../scripts/typescript/register.mjs', import.meta.url).href],
    serialization: 'advanced',
    env: { PATH: process.env['PATH'] },
  })
  let answered = 0
  let ready = (_startedAt: number): void => {}
  let done = (_samples: Samples): void => {}
  const begun = new Promise<number>((resolve) => {
    ready = resolve
  })
  const finished = new Promise<Samples>((resolve) => {
    done = resolve
  })
  child.on('message', (message: ClientMessage) => {
    if (message.type === 'answered') answered = message.count
    if (message.type === 'begun') ready(message.startedAt)
    if (message.type === 'finished') done(message.samples)
  })
  const ended = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`the load runner ended by itself with ${String(code)}`)
  })
  ended.catch(() => {})
  const startedAt = await Promise.race([begun, ended])
  const stop = async (): Promise<LoadResult> => {
    child.send('stop')
    const samples = await Promise.race([finished, ended])
    const gone = once(child, 'exit')
    child.send('leave')
    await gone
    return { report: (window) => summarise(plan, startedAt, samples, window) }
  }
  let stopped: Promise<LoadResult> | undefined
  return { startedAt, answered: () => answered, stop: () => (stopped ??= stop()) }
}

const fewExamples = 8

function summarise(
  plan: LoadPlan,
  startedAt: number,
  samples: Samples,
  { from = 0, to = Infinity }: { from?: number; to?: number } = {},
): LoadReport {
  const { due, latency, outcome, ask, outcomes } = samples
  const statuses: Record<string, number> = {}
  const errors: Record<string, number> = {}
  const latencies: number[] = []
  const byStatus: Record<string, number[]> = {}
  const examples: string[] = []
  let asked = 0
  let failed = 0
  due.forEach((ms, nr) => {
    if (startedAt + ms < from || startedAt + ms >= to) return
    asked += 1
    const what = outcomes[outcome[nr] ?? 0] ?? 'unknown'
    const isStatus = /^\d+$/.test(what)
    const counts = isStatus ? statuses : errors
    counts[what] = (counts[what] ?? 0) + 1
    if (isStatus) {
      latencies.push(latency[nr] ?? 0)
      ;(byStatus[what] ??= []).push(latency[nr] ?? 0)
    }
    if (what === '200' || what === '304') return
    failed += 1
    if (examples.length < fewExamples)
      examples.push(
        `after ${Math.round(ms)} ms: ${plan.asks[ask[nr] ?? 0]?.path ?? ''}: ${what} (${Math.round(latency[nr] ?? 0)} ms)`,
      )
  })
  latencies.sort((a, b) => a - b)
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  const latenciesOf = (status: number): number[] => (byStatus[status] ?? []).toSorted((a, b) => a - b)
  return {
    asked,
    statuses,
    errors,
    failed,
    latencies,
    latenciesOf,
    p50: at(0.5),
    p99: at(0.99),
    worst: at(1),
    examples,
  }
}

/**
 * What pickers, tables and agents ask for: mostly whole lists, half of them with the ETag that they have, then models, pages of filtered
 * lists that change from request to request, counts and facets.
 */
export function mixedRequests(ids: readonly string[]): LoadPlan['asks'] {
  const br = { 'accept-encoding': 'br' }
  const gzip = { 'accept-encoding': 'gzip' }
  return [
    { path: '/api/models', weight: 3, headers: br },
    { path: '/api/models', weight: 3, headers: br, conditional: true },
    { path: '/api/v1/models', weight: 2, headers: gzip },
    { path: '/api/v1/models', weight: 2, headers: gzip, conditional: true },
    ...ids.slice(0, 10).map((id) => ({ path: `/api/models/${id}` })),
    {
      path: '/api/models?supported_parameters=tools&sort=pricing-low-to-high&limit=20&offset={turn:50}',
      weight: 4,
      headers: gzip,
    },
    { path: '/api/models?output_modalities=text&min_price=0.{turn:400}&limit=10', weight: 4, headers: gzip },
    { path: '/api/models/count?context={turn:200}000' },
    { path: '/api/facets?input_modalities=text', headers: gzip },
  ]
}
