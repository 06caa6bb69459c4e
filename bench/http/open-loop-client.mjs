// An open-loop client: a request is due every 1/rate seconds, whatever the state of earlier ones, and its latency counts from then, so
// that delayed requests are included in the figures. Since Node's timers are no finer than 1 ms, the event loop runs continuously, which
// takes a whole core.
import { once } from 'node:events'
import { connect } from 'node:net'

const connections = 16
const warmUpMs = 500
const giveUpMs = 10_000

const { port, path, headers, rate, ms } = JSON.parse(process.argv[2])
const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)

const warmUp = Math.round((warmUpMs * rate) / 1000)
const total = warmUp + Math.round((ms * rate) / 1000)
const dueAt = (nr) => startsAt + (nr * 1000) / rate
const latencies = new Float64Array(total)
const lags = []
const idle = []
let next = 0
let answered = 0

/** Reads the responses of one connection, one at a time. `index`: the index of its current request. */
function openConnection() {
  const state = { socket: null, index: -1, left: -1 }
  const onData = (size, buffer) => {
    let start = 0
    if (state.left < 0) {
      const end = buffer.indexOf('\r\n\r\n')
      if (end < 0 || end > size) fail('headers in more than one piece')
      const head = buffer.latin1Slice(0, end)
      const status = head.slice(9, 12)
      if (status !== '200' && status !== '304') fail(head)
      state.left = status === '304' ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? fail(`no length: ${head}`))
      start = end + 4
    }
    state.left -= size - start
    if (state.left === 0) {
      latencies[state.index] = performance.now() - dueAt(state.index)
      answered++
      state.left = -1
      idle.push(state)
    }
    return true
  }
  state.socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: { buffer: Buffer.allocUnsafe(256 * 1024), callback: onData },
  })
  state.socket.on('error', (error) => fail(error.message)).on('end', () => fail('the server closed a connection'))
  return state
}

function fail(why) {
  console.error(why)
  process.exit(1)
}

const opened = Array.from({ length: connections }, openConnection)
await Promise.all(opened.map(({ socket }) => once(socket, 'connect')))
idle.push(...opened)

const startsAt = performance.now() + 10
const giveUpAt = dueAt(total) + giveUpMs

function turn() {
  const now = performance.now()
  while (next < total && idle.length > 0 && dueAt(next) <= now) {
    const state = idle.shift()
    const late = idle.length > 0 // otherwise it is waiting for the server
    state.index = next
    if (late && next >= warmUp) lags.push(now - dueAt(next))
    next++
    state.socket.write(request)
  }
  if (answered === total) return finish()
  if (now > giveUpAt) return fail(`${total - answered} of ${total} requests had no response`)
  setImmediate(turn)
}

function finish() {
  for (const { socket } of opened) socket.destroy()
  lags.sort((a, b) => a - b)
  const startedAt = performance.timeOrigin + dueAt(warmUp)
  const rounded = Array.from(latencies.subarray(warmUp), (value) => Math.round(value * 1e4) / 1e4)
  process.stdout.write(
    JSON.stringify({ startedAt, latencies: rounded, lag: lags[Math.floor(lags.length * 0.99)] ?? 0 }),
  )
}

turn()
