/** MCP over Streamable HTTP, stateless. Loaded with the first request, since it loads the SDK. */
import type { IncomingHttpHeaders } from 'node:http'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { HttpProblem } from '../http/response/problem.js'
import type { ComputedResponse } from '../http/route.js'
import { createServerFactory, type McpServerParts } from './mcp-server.js'

export type HandleMessage = (headers: IncomingHttpHeaders, message: unknown) => Promise<ComputedResponse>

export function createHttpHandler(parts: McpServerParts): HandleMessage {
  const handler = createMcpHandler(createServerFactory(parts), {
    maxSubscriptions: 0, // nothing that a client could subscribe to changes while it is connected
    keepAliveMs: 0,
  })
  return async (headers, message) => {
    if (Array.isArray(message)) throw new HttpProblem(400, 'batches of messages are not supported; send one at a time')
    const request = new Request('http://modelkeep/mcp', { method: 'POST', headers: forMcp(headers) })
    const response = await handler.fetch(request, { parsedBody: message })
    const contentType = response.headers.get('content-type')
    return {
      status: response.status,
      body: await response.text(), // bounded: every result is a page
      ...(contentType !== null && { contentType }),
      basis: { kind: 'none' },
    }
  }
}

/** The request headers that the protocol defines. A client that accepts anything accepts what the protocol requires. */
function forMcp({ accept = '*/*', ...headers }: IncomingHttpHeaders): Headers {
  const accepted = accept.includes('*/*') ? 'application/json, text/event-stream' : accept
  const found = new Headers({ 'content-type': 'application/json', accept: accepted })
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string' && name.startsWith('mcp-')) found.set(name, value)
  return found
}
