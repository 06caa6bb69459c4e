/**
 * A load balancer as deployments have one: requests go round, to those that say they are ready, and one that gets no answer because its
 * connection was refused or cut is sent once more, to the next (nginx does so by default: proxy_next_upstream error timeout).
 */
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RoundRobin {
  url: string
  /** How many requests were sent once more. */
  resent(): number
  /** Which of them it sends requests to. */
  ready(): readonly string[]
  close(): Promise<void>
}

const lookEveryMs = 100

export async function startRoundRobin(backends: readonly { url: string }[]): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  let ready: string[] = []
  let turn = 0
  let resent = 0
  const look = async (): Promise<void> => {
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
  await look()
  const looking = setInterval(() => void look(), lookEveryMs)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    resent: () => resent,
    ready: () => ready,
    close: async () => {
      clearInterval(looking)
      agent.destroy()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
