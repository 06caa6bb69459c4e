import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ClientMessage, LoadPlan, Samples } from './load-client.js'

export type { LoadRequest, LoadPlan } from './load-client.js'

/** The outcome of every request that was due in a period. */
export interface LoadReport {
  total: number
  /** Number of responses by status, including `304`. */
  statuses: Readonly<Record<string, number>>
  /** Number of requests without a complete response, by reason: a code such as `ECONNRESET`, `cut` (in the body), or `unanswered` (in 10 s). */
  errors: Readonly<Record<string, number>>
  /** Responses other than 200 and 304, and requests without a response. */
  failed: number
  /** Milliseconds from when each answered request was due, ascending. */
  latencies: readonly number[]
  /** The same for one status, to separate shed requests. */
  latenciesOf(status: number): readonly number[]
  p50: number
  p99: number
  worst: number
  /** The first few failures, for a person: time (ms since the start of the load), path, outcome. */
  examples: readonly string[]
}

export interface Load {
  /** Unix milliseconds. */
  readonly startedAt: number
  /** Number of responses so far; updated several times a second. */
  answered(): number
  /** Sends no more requests. Resolves when every request has a response or has timed out. May be called more than once. */
  stop(): Promise<LoadResult>
}

export interface LoadResult {
  /** A report on all requests, or on those due between two moments (Unix milliseconds). */
  report(window?: { from?: number; to?: number }): LoadReport
}

/**
 * Sends requests at a constant rate from a separate process, whatever the state of earlier ones (open loop). Resolves with the first
 * response. Requests are taken from `requests` in turn, by weight.
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
    throw new Error(`the load process ended with ${String(code)}`)
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

const maxExamples = 8

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
  let total = 0
  let failed = 0
  due.forEach((ms, nr) => {
    if (startedAt + ms < from || startedAt + ms >= to) return
    total += 1
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
    if (examples.length < maxExamples)
      examples.push(
        `after ${Math.round(ms)} ms: ${plan.requests[ask[nr] ?? 0]?.path ?? ''}: ${what} (${Math.round(latency[nr] ?? 0)} ms)`,
      )
  })
  latencies.sort((a, b) => a - b)
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  const latenciesOf = (status: number): number[] => (byStatus[status] ?? []).toSorted((a, b) => a - b)
  return {
    total,
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
 * A mix as of pickers, tables and agents: mostly whole lists, half of them with an ETag, then single models, pages of filtered lists that
 * differ from request to request, counts and facets.
 */
export function mixedRequests(ids: readonly string[]): LoadPlan['requests'] {
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
