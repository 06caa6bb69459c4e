/** The MCP server: answers every method from the values in tools/, resources.ts, prompts.ts and completions.ts. It keeps no state. */
import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type CallToolResult,
  type McpServerFactory,
  type ServerOptions,
} from '@modelcontextprotocol/server'
import { asProblem } from '../http/response/problem.js'
import { programVersion } from '../lib/version.js'
import { complete } from './completions.js'
import { jsonSchemaOf } from './json-schema.js'
import { getPrompt, prompts } from './prompts.js'
import { readResource, resources, resourceTemplates } from './resources.js'
import type { RouteApi } from './route-api.js'
import { explainFailure, isUnexpected } from './tool-error.js'
import { tools } from './tools/tools.js'

export interface McpServerParts {
  api: RouteApi
  /** Receives each unexpected error. */
  onFailure: (error: unknown) => void
}

type Arguments = Readonly<Record<string, unknown>>

const instructions =
  'The catalogue of AI models that OpenRouter publishes, with the history of every price and limit. Arguments for prices are USD per million tokens; prices in structured content are decimal strings of USD per token ("-1": depends on the request; absent: not published, not free). Ids look like author/slug. Every result says how old its data is.'

/** Lists change only with the program. */
const forAnHour = { ttlMs: 3_600_000, cacheScope: 'public' } as const
const options: ServerOptions = {
  capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
  instructions,
  cacheHints: {
    'tools/list': forAnHour,
    'prompts/list': forAnHour,
    'resources/list': forAnHour,
    'resources/templates/list': forAnHour,
  },
}

const descriptions = tools.map(({ name, title, description, input, output }) => ({
  name,
  title,
  description,
  inputSchema: jsonSchemaOf(input),
  outputSchema: jsonSchemaOf(output),
  annotations: { title, readOnlyHint: true, idempotentHint: true, openWorldHint: false },
}))

/** Makes a server for one connection, or one HTTP request. */
export function createServerFactory({ api, onFailure }: McpServerParts): McpServerFactory {
  async function call(name: string, args: Arguments): Promise<CallToolResult> {
    const tool = tools.find((one) => one.name === name)
    if (tool === undefined)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool ${JSON.stringify(name)}`)
    try {
      const { content, text } = await tool.run(args, api)
      return { content: [{ type: 'text', text }], structuredContent: { ...content } }
    } catch (error) {
      if (isUnexpected(error)) onFailure(error)
      return { content: [{ type: 'text', text: await explainFailure(error, args, api) }], isError: true }
    }
  }

  async function withProtocolErrors<T>(result: Promise<T>): Promise<T> {
    try {
      return await result
    } catch (error) {
      if (error instanceof ProtocolError) throw error
      if (isUnexpected(error)) onFailure(error)
      throw new ProtocolError(ProtocolErrorCode.InternalError, asProblem(error).message)
    }
  }

  return () => {
    const server = new Server({ name: 'modelkeep', title: 'Modelkeep', version: programVersion() }, options)
    server.setRequestHandler('tools/list', () => ({ tools: descriptions }))
    server.setRequestHandler('tools/call', ({ params }) => call(params.name, params.arguments ?? {}))
    server.setRequestHandler('resources/list', () => ({ resources }))
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates }))
    server.setRequestHandler('resources/read', ({ params }) => withProtocolErrors(readResource(params.uri, api)))
    server.setRequestHandler('prompts/list', () => ({ prompts: [...prompts] }))
    server.setRequestHandler('prompts/get', ({ params }) => getPrompt(params.name, params.arguments))
    server.setRequestHandler('completion/complete', ({ params }) => withProtocolErrors(complete(params, api)))
    return server
  }
}
