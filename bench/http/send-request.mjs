// Sends one request over a new connection. Returns the headers as received.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { request } from 'node:http'

/** Rejects if the whole exchange takes longer than `withinMs`. @returns {Promise<{status: number, headers: Record<string, string>, rawHeaders: string[], body: Buffer}>} */
export async function sendRequest(port, path, { headers = {}, method = 'GET', body, withinMs = 60_000 } = {}) {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers,
    agent: false,
    signal: AbortSignal.timeout(withinMs),
  })
  sent.on('error', () => {}) // before the response, `once` rejects with it; later the body does
  sent.end(body)
  const [response] = await once(sent, 'response')
  const chunks = []
  for await (const chunk of response) chunks.push(chunk)
  return {
    status: response.statusCode,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks),
  }
}

/** A loopback port that was free a moment ago. */
export async function freePort() {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
