/**
 * The process that sends a flood, for flood-runner.ts: an open loop over plain sockets, one request at a time on each. It does as little
 * as possible for each request, since it sends many times what the program can serve: with `node:http` a request would cost the client
 * more than shedding it costs the program.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

export interface FloodPlan {
  port: number
  /** The program's process id. */
  pid: number
  /** Requests per second. */
  rate: number
  /** Duration. */
  seconds: number
  connections: number
  /** As in load-client.ts. `{nr}` is replaced by a new number for each request, from `firstNr` on. */
  requests: readonly { path: string; weight?: number }[]
  firstNr: number
}

/** One entry per request, in the order in which they were due. Times in milliseconds since the start; `status` 0: no response. */
export interface FloodSamples {
  due: Float64Array
  /** When it was given to a connection; before that it waited in the client for a free one. */
  sent: Float64Array
  answered: Float64Array
  status: Uint16Array
  ask: Uint8Array
  withRetryAfter: Uint8Array
  /** Share of a core that the client was busy. Above about 0.9 the client is the bottleneck. */
  clientBusy: number
  /** CPU time of the program, all threads, in milliseconds. */
  programMs: number
  /** Duration of the flood in milliseconds. */
  lasted: number
  /** Share of the time that the program's main thread was runnable but waited for a core. */
  programHeldUp: number
}

const plan = JSON.parse(process.argv[2] ?? '') as FloodPlan
const { port, pid, rate, seconds, connections, requests, firstNr } = plan
const turns = requests.flatMap((ask, nr) => Array<number>(ask.weight ?? 1).fill(nr))
const total = Math.round(rate * seconds)
const giveUpMs = 10_000
const samples: Omit<FloodSamples, 'clientBusy' | 'programMs' | 'lasted' | 'programHeldUp'> = {
  due: Float64Array.from({ length: total }, (_, nr) => (nr * 1000) / rate),
  sent: new Float64Array(total),
  answered: new Float64Array(total),
  status: new Uint16Array(total),
  // A prime step visits all requests in mixed order.
  ask: Uint8Array.from({ length: total }, (_, nr) => turns[(nr * 7919) % turns.length] ?? 0),
  withRetryAfter: new Uint8Array(total),
}

interface Connection {
  socket: Socket
  /** The index of the current request; -1 if idle. */
  nr: number
  /** Bytes of the response that are missing; null: its head is not complete. */
  missing: number | null
  head: string
}

let startedAt = Infinity // nothing is due before all connections are open
let next = 0
let settled = 0
const free: Connection[] = []
const now = (): number => performance.now() - startedAt

/** CPU time of all threads so far, by the scheduler (`stat` has only estimates), and the time that the main thread waited for a core. In ms. */
function spent(): { worked: number; heldUp: number } {
  const timesOf = (thread: number | string): number[] =>
    readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')
      .split(' ')
      .map((ns) => Number(ns) / 1e6)
  const worked = readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + (timesOf(thread)[0] ?? 0), 0)
  return { worked, heldUp: timesOf(pid)[1] ?? 0 }
}

function open(): void {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  const connection: Connection = { socket, nr: -1, missing: null, head: '' }
  socket.on('connect', () => {
    free.push(connection)
    sendDue()
  })
  socket.on('data', (chunk) => take(connection, chunk))
  socket.on('error', () => {})
  socket.on('close', () => {
    if (connection.nr >= 0) settled++ // no response: the status stays 0
    const at = free.indexOf(connection)
    if (at >= 0) free.splice(at, 1)
    if (settled < total) setTimeout(open, 10)
  })
}

function take(connection: Connection, chunk: Buffer): void {
  let length = chunk.length
  if (connection.missing === null) {
    connection.head += chunk.toString('latin1')
    const end = connection.head.indexOf('\r\n\r\n')
    if (end === -1) return
    connection.missing = Number(/content-length: (\d+)/i.exec(connection.head)?.[1] ?? 0)
    length = connection.head.length - end - 4
  }
  connection.missing -= length
  if (connection.missing > 0) return
  const { nr } = connection
  samples.answered[nr] = now()
  samples.status[nr] = Number(connection.head.slice(9, 12))
  samples.withRetryAfter[nr] = /\r\nretry-after: \d/i.test(connection.head) ? 1 : 0
  settled++
  Object.assign(connection, { nr: -1, missing: null, head: '' })
  free.push(connection)
  sendDue()
}

function sendDue(): void {
  const at = now()
  while (next < total && (samples.due[next] ?? 0) <= at) {
    const connection = free.shift()
    if (connection === undefined) return
    const nr = next++
    const path = (requests[samples.ask[nr] ?? 0]?.path ?? '/').replace('{nr}', String(firstNr + nr))
    connection.nr = nr
    samples.sent[nr] = now()
    connection.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'latin1')
  }
}

for (let nr = 0; nr < connections; nr++) open()
const waitForAll = setInterval(() => {
  if (free.length < connections) return
  clearInterval(waitForAll)
  startedAt = performance.now()
  const cpu = process.cpuUsage()
  const before = spent()
  const tick = setInterval(() => {
    sendDue()
    if (settled < total && now() < seconds * 1000 + giveUpMs) return
    clearInterval(tick)
    const { user, system } = process.cpuUsage(cpu)
    const [ms, after] = [now(), spent()]
    const shares = {
      clientBusy: (user + system) / 1000 / ms,
      programMs: after.worked - before.worked,
      lasted: ms,
      programHeldUp: (after.heldUp - before.heldUp) / ms,
    }
    process.send?.({ ...samples, ...shares } satisfies FloodSamples, () => process.exit(0))
  }, 1)
}, 1)
process.on('disconnect', () => process.exit(1)) // the runner has ended
