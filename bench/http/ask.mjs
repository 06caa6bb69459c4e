// One request over a connection of its own, its headers as they came.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { request } from 'node:http'

/** `withinMs`: of the whole exchange, which rejects after it. @returns {Promise<{status: number, headers: Record<string, string>, rawHeaders: string[], body: Buffer}>} */
export async function ask(port, path, { headers = {}, method = 'GET', withinMs = 60_000 } = {}) {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers,
    agent: false,
    signal: AbortSignal.timeout(withinMs),
  })
  sent.on('error', () => {}) // before the answer `once` rejects with it, later the body does
  sent.end()
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

/** A port on loopback that was free a moment ago. */
export async function freePort() {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
