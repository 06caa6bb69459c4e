/**
 * A typical load balancer: sends requests in turn to the backends that are ready, and sends a request once more, to the next backend, if
 * its connection was refused or cut (the default of nginx: proxy_next_upstream error timeout).
 */
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RoundRobin {
  url: string
  /** How many requests were sent twice. */
  resent(): number
  /** The URLs of the backends that are ready. */
  ready(): readonly string[]
  close(): Promise<void>
}

const pollMs = 100

export async function startRoundRobin(backends: readonly { url: string }[]): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  let ready: string[] = []
  let turn = 0
  let resent = 0
  const checkBackends = async (): Promise<void> => {
    const found = await Promise.all(
      backends.map(async ({ url }) => ((await fetch(`${url}/readyz`).catch(() => null))?.ok ? [url] : [])),
    )
    ready = found.flat()
  }
  const pass = (req: IncomingMessage, res: ServerResponse, again: boolean): void => {
    const backend = ready[turn++ % Math.max(1, ready.length)]
    if (backend === undefined) return void res.writeHead(502).end()
    const onward = request(
      backend + (req.url ?? '/'),
      { agent, method: req.method, headers: { ...req.headers, connection: 'keep-alive' } },
      (response) => {
        res.writeHead(response.statusCode ?? 502, { ...response.headers, connection: 'keep-alive' })
        response.pipe(res)
        response.on('aborted', () => res.destroy())
      },
    )
    onward.on('error', () => {
      if (res.headersSent) return void res.destroy()
      if (again) return void res.writeHead(502).end()
      resent += 1
      pass(req, res, true)
    })
    onward.end()
  }
  const server = createServer((req, res) => pass(req, res, false))
  await checkBackends()
  const checking = setInterval(() => void checkBackends(), pollMs)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    resent: () => resent,
    ready: () => ready,
    close: async () => {
      clearInterval(checking)
      agent.destroy()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
