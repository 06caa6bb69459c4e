/**
 * The process that floods, for flood-runner.ts: an open loop over plain sockets, one request at a time on each. It does as little as
 * it can for each request, since it has to send many times what the program can serve: `node:http` costs the client more than a
 * refusal costs the program.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

export interface FloodPlan {
  port: number
  /** Of the program. */
  pid: number
  /** Requests a second. */
  rate: number
  /** For how long. */
  seconds: number
  connections: number
  /** As in load-client.ts; `{nr}` becomes another number for each request, from `firstNr` on. */
  asks: readonly { path: string; weight?: number }[]
  firstNr: number
}

/** One entry a request, in the order in which they were due. Times are milliseconds after the start; `status` 0: no answer. */
export interface FloodSamples {
  due: Float64Array
  /** When it was handed to a connection: before that it waited for a free one, in the client. */
  sent: Float64Array
  answered: Float64Array
  status: Uint16Array
  ask: Uint8Array
  withRetryAfter: Uint8Array
  /** Share of a core that the client was busy: above some 0.9 it is the client that is measured. */
  clientBusy: number
  /** Milliseconds of the processor that the program worked, all threads. */
  programMs: number
  /** How long it lasted, in milliseconds. */
  lasted: number
  /** Share of the time that the program's main thread could have run and did not, for others had the core. */
  programHeldUp: number
}

const plan = JSON.parse(process.argv[2] ?? '') as FloodPlan
const { port, pid, rate, seconds, connections, asks, firstNr } = plan
const turns = asks.flatMap((ask, nr) => Array<number>(ask.weight ?? 1).fill(nr))
const total = Math.round(rate * seconds)
const giveUpMs = 10_000
const samples: Omit<FloodSamples, 'clientBusy' | 'programMs' | 'lasted' | 'programHeldUp'> = {
  due: Float64Array.from({ length: total }, (_, nr) => (nr * 1000) / rate),
  sent: new Float64Array(total),
  answered: new Float64Array(total),
  status: new Uint16Array(total),
  ask: Uint8Array.from({ length: total }, (_, nr) => turns[(nr * 7919) % turns.length] ?? 0), // a prime step walks all turns, mixed
  withRetryAfter: new Uint8Array(total),
}

interface Connection {
  socket: Socket
  /** What it is asking for; -1: nothing. */
  nr: number
  /** Of the answer; null: its head is not complete. */
  missing: number | null
  head: string
}

let startedAt = Infinity // nothing is due before all connections are there
let next = 0
let settled = 0
const free: Connection[] = []
const now = (): number => performance.now() - startedAt

/** Milliseconds, ever: what all threads have worked (by the scheduler; the times in `stat` are estimated by ticks), and how long the main one had to wait for its core. */
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
    if (connection.nr >= 0) settled++ // unanswered: its status stays 0
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
    const path = (asks[samples.ask[nr] ?? 0]?.path ?? '/').replace('{nr}', String(firstNr + nr))
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
process.on('disconnect', () => process.exit(1)) // nobody waits for it any more
