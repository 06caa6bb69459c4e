// Random streams of HTTP requests: valid, unusual and malformed, pipelined and split anywhere.

/** @param {number} seed @returns {() => number} numbers in [0, 1); mulberry32 */
export function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The statuses that both servers give to these paths. */
export const PATHS = { '/livez': 200, '/api/models/count': 200, '/api/models?limit=1': 200, '/nothing': 404 }

const paths = Object.keys(PATHS)
const CRLF = '\r\n'

/**
 * What a stream is made of. The last three end it in most cases. Not among them are malformed bodies and
 * upgrades: what Node makes of the rest depends on how soon a response is ready, and on where the stream is split.
 */
const parts = [
  (pick) => request('GET', pick(paths), pick([[], ['Accept: */*'], ['X-A: 1', 'X-B: 2'], ['Connection: keep-alive']])),
  (pick) => request('HEAD', pick(paths)),
  (pick) => request('GET', pick(paths), [`X-Long: ${'y'.repeat(Number(pick([10, 1_000, 8_000])))}`]),
  (pick) => request('GET', pick(paths), ['Expect: 100-continue']),
  (pick) => request('GET', pick(paths), ['Content-Length: 5'], 'hello'),
  (pick) => request('GET', pick(paths), ['Transfer-Encoding: chunked'], `5${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  () => CRLF,
  (pick) => request('GET', pick(paths), ['Connection: close']),
  (pick) => `GET ${pick(paths)} HTTP/1.0${CRLF}Host: x${CRLF}${CRLF}`,
  (pick) =>
    pick([
      `hello${CRLF}${CRLF}`,
      `GET /livez HTTP/9.9${CRLF}Host: x${CRLF}${CRLF}`,
      `GET /liv ez HTTP/1.1${CRLF}Host: x${CRLF}${CRLF}`,
      `GET /livez HTTP/1.1${CRLF}Host: x${CRLF}: y${CRLF}${CRLF}`,
      `GET /livez HTTP/1.1${CRLF}Host: x${CRLF}Content-Length: 1${CRLF}Content-Length: 2${CRLF}${CRLF}`,
      `GET /livez HTTP/1.1${CRLF}Host: x${CRLF}X: ${'y'.repeat(20_000)}${CRLF}${CRLF}`,
      '\u0000\u0001\u0002',
      `get /livez HTTP/1.1${CRLF}Host: x${CRLF}${CRLF}`,
    ]),
]

function request(method, path, headers = [], body = '') {
  return [`${method} ${path} HTTP/1.1`, 'Host: x', ...headers, '', body].join(CRLF)
}

/** @returns {Buffer[]} the chunks in which a stream of one to six parts is sent */
export function randomStream(random) {
  const pick = (list) => list[Math.floor(random() * list.length)]
  const text = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(parts)(pick)).join('')
  const bytes = Buffer.from(text, 'latin1')
  const cuts = Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * bytes.length))
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, nr) => bytes.subarray(places[nr], end))
}
