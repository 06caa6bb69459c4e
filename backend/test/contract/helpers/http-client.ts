import { once } from 'node:events'
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import * as zlib from 'node:zlib'

export interface RequestSpec {
  method?: string
  /** Sent unmodified. */
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** A response as received: nothing is decoded, followed or cached. */
export interface ReceivedResponse {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** The body without its content encoding. */
  text(): string
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the type of the body, as the test expects it
  json<T = unknown>(): T
}

const agent = new Agent({ keepAlive: false })

/** Sends only the given headers, Host, and the framing of the body. */
export async function send(url: string, sent: RequestSpec | string): Promise<ReceivedResponse> {
  const { method = 'GET', path, headers = {}, body } = typeof sent === 'string' ? { path: sent } : sent
  const { hostname, port } = new URL(url)
  const length =
    body === undefined || 'Transfer-Encoding' in headers ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const outgoing = request({ hostname, port, method, path, headers: { ...length, ...headers }, agent })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer)
    if (incoming.headers['content-type']?.startsWith('text/event-stream')) break // it has no end
  }
  return receivedResponse(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks))
}

/** Sends text unmodified over a separate connection. @returns everything received until the server ends it */
export async function sendRaw(url: string, text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.write(text)
  await once(socket, 'end')
  socket.destroy()
  return Buffer.concat(chunks).toString('latin1')
}

/** Parses the first response in the result of `sendRaw`. */
export function parseRaw(text: string): ReceivedResponse {
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return receivedResponse(Number(statusLine.split(' ')[1]), headers, Buffer.from(text.slice(end + 4), 'latin1'))
}

function receivedResponse(status: number, headers: IncomingHttpHeaders, body: Buffer): ReceivedResponse {
  const decoded = (): Buffer => {
    const encoding = headers['content-encoding']
    if (body.length === 0 || encoding === undefined) return body
    if (encoding === 'zstd')
      return (zlib as unknown as { zstdDecompressSync(body: Buffer): Buffer }).zstdDecompressSync(body) // Node 22.15 and later
    return encoding === 'br' ? zlib.brotliDecompressSync(body) : zlib.gunzipSync(body)
  }
  const text = (): string => decoded().toString()
  return { status, headers, body, text, json: () => JSON.parse(text()) as never }
}
