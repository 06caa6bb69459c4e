/** The process that asks, for load-runner.ts: an open loop over connections that are kept alive. */
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'

export interface Ask {
  /** `{turn:n}` becomes 0, 1, … n - 1 and so on again. */
  path: string
  /** How often it is asked for, beside the others; 1 unless told. */
  weight?: number
  headers?: Readonly<Record<string, string>>
  /** Sends the ETag that it got last. */
  conditional?: boolean
}

export interface LoadPlan {
  /** `http://127.0.0.1:3001`. Several are asked in turn. */
  url: string | readonly string[]
  /** Requests a second. */
  rate: number
  asks: readonly Ask[]
  /** Connections to each URL; a request for which there is none waits, and its latency counts from when it was due. 32 unless told. */
  connections?: number
  /** Milliseconds after which a request counts as unanswered. 10,000 unless told. */
  giveUpMs?: number
}

/** One entry a request, in the order in which they were due. Times are milliseconds; `outcome` is a place in `outcomes`. */
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
const { rate, asks, connections = 32, giveUpMs = 10_000 } = plan
const urls = [plan.url].flat()
const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
const turns = asks.flatMap((ask, nr) => Array<number>(ask.weight ?? 1).fill(nr))
const etags = new Map<string, string>()
const outcomes = ['unanswered']
const due: number[] = []
const latency: number[] = []
const outcome: number[] = []
const asked: number[] = []
let answered = 0
let underWay = 0
let stopping = false
const tell = (message: ClientMessage): void => void process.send?.(message)

function codeOf(what: string): number {
  const found = outcomes.indexOf(what)
  return found >= 0 ? found : outcomes.push(what) - 1
}

const startedAt = performance.now()

function send(nr: number): void {
  // A prime step walks all turns, mixed.
  const askNr = turns[(nr * 7919) % turns.length] ?? 0
  const ask = asks[askNr]!
  const url = urls[nr % urls.length]!
  const path = ask.path.replace(/\{turn:(\d+)\}/, (_whole, size: string) => String(nr % Number(size)))
  const key = `${path} ${JSON.stringify(ask.headers ?? {})}`
  const etag = ask.conditional ? etags.get(key) : undefined
  due[nr] = (nr * 1000) / rate
  asked[nr] = askNr
  outcome[nr] = 0
  latency[nr] = 0
  underWay += 1
  const settle = (what: string): void => {
    if (settled) return
    settled = true
    clearTimeout(patience)
    underWay -= 1
    latency[nr] = performance.now() - startedAt - (due[nr] ?? 0)
    outcome[nr] = codeOf(what)
    if (/^\d/.test(what)) answered += 1
  }
  let settled = false
  const exchange: ClientRequest = request(
    url + path,
    { agent, headers: { ...ask.headers, ...(etag && { 'if-none-match': etag }) } },
    (response: IncomingMessage) => {
      const { statusCode = 0, headers } = response
      response.resume()
      response.on('end', () => {
        if (ask.conditional && headers.etag) etags.set(key, headers.etag)
        settle(String(statusCode))
      })
      response.on('close', () => settle('cut'))
    },
  )
  exchange.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
  const patience = setTimeout(() => {
    settle('unanswered')
    exchange.destroy()
  }, giveUpMs)
  exchange.end()
}

let next = 0
const tick = setInterval(() => {
  const now = performance.now() - startedAt
  if (!stopping) while ((next * 1000) / rate <= now) send(next++)
  else if (underWay === 0) finish()
}, 1)
const tellHowMany = setInterval(() => tell({ type: 'answered', count: answered }), 200)
const waitForFirst = setInterval(() => {
  if (answered === 0) return
  clearInterval(waitForFirst)
  tell({ type: 'begun', startedAt: performance.timeOrigin + startedAt })
}, 1)

function finish(): void {
  clearInterval(tick)
  clearInterval(tellHowMany)
  agent.destroy()
  tell({
    type: 'finished',
    samples: {
      due: Float64Array.from(due),
      latency: Float64Array.from(latency),
      outcome: Uint8Array.from(outcome),
      ask: Uint8Array.from(asked),
      outcomes,
    },
  })
}

process.on('message', (message) => {
  if (message === 'stop') stopping = true
  if (message === 'leave') process.exit(0)
})
process.on('disconnect', () => process.exit(1)) // nobody waits for it any more
