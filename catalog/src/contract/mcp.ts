import * as z from 'zod'
import { problemSchema } from './problem.js'

/** What `/mcp` receives. */
export const mcpMessageSchema = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: z
      .union([z.string().max(256), z.int()])
      .optional()
      .meta({ description: 'Absent: a notification' }),
    method: z.string().max(128).meta({ example: 'tools/call' }),
    params: z.looseObject({}).optional(),
  })
  .meta({ id: 'McpMessage', description: 'A JSON-RPC 2.0 request or notification of the Model Context Protocol' })

/** What it responds. */
export const mcpResponseSchema = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.int()]).nullable().optional(),
    result: z.looseObject({}).optional(),
    error: z.looseObject({ code: z.int(), message: z.string() }).optional(),
  })
  .meta({ id: 'McpResponse', description: 'A JSON-RPC 2.0 response' })

export const mcpFailureSchema = z.union([problemSchema, mcpResponseSchema]).meta({
  id: 'McpFailure',
  description: 'A problem if HTTP or JSON is at fault, or a JSON-RPC error if the protocol is',
})
