import type { IncomingHttpHeaders } from 'node:http'
import type { ComputedResponse } from '../http/route.js'
import { loadOnce } from '../lib/load-once.js'
import { createAccessCheck, type AccessOptions } from './access.js'
import type { McpServerParts } from './mcp-server.js'

/** What the route `/mcp` uses. */
export interface McpEndpoint {
  /** @throws HttpProblem 403 for a `Host` or `Origin` that may not use it */
  checkAccess(headers: IncomingHttpHeaders): void
  /** Handles one JSON-RPC message. @throws HttpProblem 400 */
  handle(headers: IncomingHttpHeaders, message: unknown): Promise<ComputedResponse>
}

/** The SDK and the tools are loaded with the first request: together they would double the time of a start. */
export function createMcpEndpoint({ access, ...parts }: McpServerParts & { access: AccessOptions }): McpEndpoint {
  const loading = loadOnce(async () => (await import('./http-handler.js')).createHttpHandler(parts))
  return {
    checkAccess: createAccessCheck(access),
    handle: async (headers, message) => (await loading.get())(headers, message),
  }
}
