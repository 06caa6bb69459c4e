import { Client, StreamableHTTPClientTransport, type ClientOptions, type Transport } from '@modelcontextprotocol/client'
import * as z from 'zod'

/** Protocol revisions, by how the official client is told to speak them. */
export const protocols = {
  '2025-06-18': { supportedProtocolVersions: ['2025-06-18'], versionNegotiation: { mode: 'legacy' } },
  '2026-07-28': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
} as const satisfies Record<string, ClientOptions>
export type ProtocolName = keyof typeof protocols

/** The official client, connected. */
export async function connectClient(transport: Transport, protocol: ProtocolName): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, protocols[protocol])
  await client.connect(transport)
  return client
}

export function connectOverHttp(url: string, protocol: ProtocolName = '2026-07-28'): Promise<Client> {
  return connectClient(new StreamableHTTPClientTransport(new URL('/mcp', url)), protocol)
}

export interface CalledTool {
  isError: boolean
  text: string
  content: any
}

const textBlock = z.object({ type: z.literal('text'), text: z.string() })

/** Calls a tool. The client rejects content that does not fit the tool's output schema. */
export async function call(client: Client, name: string, args: Record<string, unknown> = {}): Promise<CalledTool> {
  const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: args })
  return { isError, text: textBlock.parse(content[0]).text, content: structuredContent }
}
