/** The process that sends a load, for load-runner.ts: an open loop over keep-alive connections. */
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'

export interface LoadRequest {
  /** `{turn:n}` is replaced by 0, 1, … n - 1 in turn. */
  path: string
  /** Relative frequency; default 1. */
  weight?: number
  headers?: Readonly<Record<string, string>>
  /** Sends the last ETag received. */
  conditional?: boolean
}

export interface LoadPlan {
  /** `http://127.0.0.1:3001`. Several URLs are used in turn. */
  url: string | readonly string[]
  /** Requests per second. */
  rate: number
  requests: readonly LoadRequest[]
  /** Connections to each URL; default 32. A request without a free connection waits, and its latency counts from when it was due. */
  connections?: number
  /** Milliseconds after which a request counts as unanswered; default 10,000. */
  giveUpMs?: number
}

/** One entry per request, in the order in which they were due. Times in milliseconds; `outcome` is an index of `outcomes`. */
export interface Samples {
  due: Float64Array
  latency: Float64Array
  outcome: Uint8Array
  ask: Uint8Array
  outcomes: readonly string[]
}

export type ClientMessage =
  { type: 'begun'; startedAt: number } | { type: 'answered'; count: number } | { type: 'finished'; samples: Samples }

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan
const { rate, requests, connections = 32, giveUpMs = 10_000 } = plan
const urls = [plan.url].flat()
const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
const turns = requests.flatMap((ask, nr) => Array<number>(ask.weight ?? 1).fill(nr))
const etags = new Map<string, string>()
const outcomes = ['unanswered']
const due: number[] = []
const latency: number[] = []
const outcome: number[] = []
const sentIndex: number[] = []
let answered = 0
let pending = 0
let stopping = false
const report = (message: ClientMessage): void => void process.send?.(message)

function codeOf(what: string): number {
  const found = outcomes.indexOf(what)
  return found >= 0 ? found : outcomes.push(what) - 1
}

const startedAt = performance.now()

function send(nr: number): void {
  // A prime step visits all requests in mixed order.
  const index = turns[(nr * 7919) % turns.length] ?? 0
  const planned = requests[index]!
  const url = urls[nr % urls.length]!
  const path = planned.path.replace(/\{turn:(\d+)\}/, (_whole, size: string) => String(nr % Number(size)))
  const key = `${path} ${JSON.stringify(planned.headers ?? {})}`
  const etag = planned.conditional ? etags.get(key) : undefined
  due[nr] = (nr * 1000) / rate
  sentIndex[nr] = index
  outcome[nr] = 0
  latency[nr] = 0
  pending += 1
  const settle = (what: string): void => {
    if (settled) return
    settled = true
    clearTimeout(timeout)
    pending -= 1
    latency[nr] = performance.now() - startedAt - (due[nr] ?? 0)
    outcome[nr] = codeOf(what)
    if (/^\d/.test(what)) answered += 1
  }
  let settled = false
  const exchange: ClientRequest = request(
    url + path,
    { agent, headers: { ...planned.headers, ...(etag && { 'if-none-match': etag }) } },
    (response: IncomingMessage) => {
      const { statusCode = 0, headers } = response
      response.resume()
      response.on('end', () => {
        if (planned.conditional && headers.etag) etags.set(key, headers.etag)
        settle(String(statusCode))
      })
      response.on('close', () => settle('cut'))
    },
  )
  exchange.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
  const timeout = setTimeout(() => {
    settle('unanswered')
    exchange.destroy()
  }, giveUpMs)
  exchange.end()
}

let next = 0
const tick = setInterval(() => {
  const now = performance.now() - startedAt
  if (!stopping) while ((next * 1000) / rate <= now) send(next++)
  else if (pending === 0) finish()
}, 1)
const reportCount = setInterval(() => report({ type: 'answered', count: answered }), 200)
const waitForFirst = setInterval(() => {
  if (answered === 0) return
  clearInterval(waitForFirst)
  report({ type: 'begun', startedAt: performance.timeOrigin + startedAt })
}, 1)

function finish(): void {
  clearInterval(tick)
  clearInterval(reportCount)
  agent.destroy()
  report({
    type: 'finished',
    samples: {
      due: Float64Array.from(due),
      latency: Float64Array.from(latency),
      outcome: Uint8Array.from(outcome),
      ask: Uint8Array.from(sentIndex),
      outcomes,
    },
  })
}

process.on('message', (message) => {
  if (message === 'stop') stopping = true
  if (message === 'leave') process.exit(0)
})
process.on('disconnect', () => process.exit(1)) // the runner has ended
