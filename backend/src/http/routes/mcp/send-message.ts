import { mcpMessageSchema, mcpResponseSchema } from '@modelkeep/catalog/contract/mcp'
import * as z from 'zod'
import { readJson } from '../../bodies/ndjson.js'
import { notJson, tooLarge } from '../../openapi/errors.js'
import {
  malformedMessage,
  mcpAccepted,
  notAcceptableForMcp,
  notAllowedForMcp,
  unknownMcpMethod,
} from '../../openapi/mcp-errors.js'
import { defineRoute } from '../../route.js'

const maxBytes = 16 * 1024

const example = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const responseExample = { jsonrpc: '2.0', id: 1, result: { tools: [] } }

export const sendMcpMessage = defineRoute({
  method: 'POST',
  path: '/mcp',
  uploads: { 'application/json': { schema: mcpMessageSchema, example } },
  responses: {
    'application/json': { schema: mcpResponseSchema, example: responseExample },
    'text/event-stream': {
      schema: z.string(),
      example: `event: message\ndata: ${JSON.stringify(responseExample)}\n\n`,
    },
  },
  docs: {
    id: 'sendMcpMessage',
    tag: 'Agents',
    summary: 'Send a message of the Model Context Protocol',
    description:
      'Streamable HTTP, stateless: no session, no login, read-only. Accept both `application/json` and `text/event-stream`. Errors of the protocol are JSON-RPC errors; errors of HTTP are problem details.',
    cannotFail: true, // within the protocol, a failure is a JSON-RPC error
    errors: {
      202: mcpAccepted,
      400: malformedMessage,
      403: notAllowedForMcp,
      404: unknownMcpMethod,
      406: notAcceptableForMcp,
      413: tooLarge,
      415: notJson,
    },
  },
  access: 'public',
  cache: 'never',
  load: 'work',
  services: ['mcp'],
  handle: async ({ upload, headers }, { mcp }) => {
    mcp.checkAccess(headers)
    return mcp.handle(headers, await readJson(upload!.chunks, maxBytes, 'the body is larger than 16 KB'))
  },
})
