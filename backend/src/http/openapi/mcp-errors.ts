/** Statuses of `/mcp` that other routes do not have. */
import { mcpFailureSchema, mcpResponseSchema } from '@modelkeep/catalog/contract/mcp'
import { HttpProblem, problemBody } from '../response/problem.js'
import { errorResponse, type ErrorDocs } from './errors.js'
import { uncached } from './headers.js'

export const notAllowedForMcp = errorResponse(403, {
  id: 'NotAllowedForMcp',
  description: '`Host` is not a name of this service, or `Origin` is neither its own nor in ALLOWED_ORIGINS.',
  detail: 'the Origin header is not that of this service, nor in ALLOWED_ORIGINS',
})

export const mcpAccepted: ErrorDocs = {
  id: 'McpAccepted',
  description: 'A notification was accepted. There is no body.',
  headers: uncached,
}

const jsonRpcError = (code: number, message: string) =>
  ({ jsonrpc: '2.0', id: null, error: { code, message } }) as const

const badRequest = problemBody(new HttpProblem(400, 'the body is empty'), '0b8f6c1e-2f5a-4c1d-9a43-6f0f3a1f7a55')
export const malformedMessage: ErrorDocs = {
  id: 'MalformedMessage',
  description: 'The body is not a message of a protocol version that is supported, or the request is invalid.',
  headers: uncached,
  content: {
    'application/problem+json': { schema: mcpFailureSchema, example: badRequest },
    'application/json': {
      schema: mcpFailureSchema,
      example: jsonRpcError(-32_700, 'Parse error: Invalid JSON-RPC message'),
    },
  },
}

export const unknownMcpMethod: ErrorDocs = {
  id: 'UnknownMcpMethod',
  description: 'In protocol 2026-07-28 and later: there is no such method.',
  headers: uncached,
  content: {
    'application/json': { schema: mcpResponseSchema, example: jsonRpcError(-32_601, 'Method not found') },
  },
}

export const notAcceptableForMcp: ErrorDocs = {
  id: 'NotAcceptableForMcp',
  description:
    'Before protocol 2026-07-28: `Accept` must name `application/json` and `text/event-stream`, or be `*/*`.',
  headers: uncached,
  content: {
    'application/json': {
      schema: mcpResponseSchema,
      example: jsonRpcError(-32_000, 'Not Acceptable: Client must accept both application/json and text/event-stream'),
    },
  },
}
