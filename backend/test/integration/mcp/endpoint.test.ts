import { afterEach, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { call, connectOverHttp } from './helpers/mcp-clients.js'

let app: HttpApp
afterEach(() => app.stop())

const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }
const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const post = (message: unknown, more: Record<string, string> = {}): Promise<ReceivedResponse> =>
  app.send({
    method: 'POST',
    path: '/mcp',
    headers: { ...headers, ...more },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })

/** A message of the newest protocol, which carries its version and its client in each request. */
const modern = (method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id: 1,
  method,
  params: {
    ...params,
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
})
const modernHeaders = (method: string) => ({ 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method })

describe('POST /mcp', () => {
  it('responds without a session, a login or a cache', async () => {
    app = await startHttpApp()
    const response = await post(list)
    expect(response.status).toBe(200)
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-request-id': expect.any(String) })
    expect(response.headers).not.toHaveProperty('mcp-session-id')
    const json = await post(modern('tools/list'), modernHeaders('tools/list'))
    expect([json.status, json.headers['content-type']]).toEqual([200, expect.stringContaining('application/json')])
  })

  it('accepts notifications', async () => {
    app = await startHttpApp()
    const { status, body } = await post({ jsonrpc: '2.0', method: 'notifications/initialized' })
    expect([status, body.length]).toEqual([202, 0])
  })

  it('refuses other methods, types, lengths and batches', async () => {
    app = await startHttpApp()
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const { status, headers: received } = await app.send({ method, path: '/mcp', headers })
      expect([method, status, received['allow']]).toEqual([method, 405, 'POST, OPTIONS'])
    }
    expect((await post(list, { 'Content-Type': 'text/plain' })).status).toBe(415)
    expect((await post({ ...list, params: { padding: 'x'.repeat(17_000) } })).status).toBe(413)
    expect((await post('{"jsonrpc":')).status).toBe(400)
    expect((await post(list, { Accept: 'text/html' })).status).toBe(406)
    expect((await post(list, { Accept: '*/*' })).status).toBe(200)
    expect((await post([list, list])).status).toBe(400)
    expect((await post({ hello: 'world' })).status).toBe(400)
  })

  it('ends a subscription at once: there is nothing to subscribe to', async () => {
    app = await startHttpApp()
    const method = 'subscriptions/listen'
    const response = await post(modern(method, { notifications: { toolsListChanged: true } }), modernHeaders(method))
    expect(response.text()).toContain('"error"')
  })

  it('refuses hosts and origins of others, before it reads the message', async () => {
    app = await startHttpApp()
    const refused = async (more: Record<string, string>) => {
      const { status, text } = await post('not even JSON', more)
      expect(status, JSON.stringify(more)).toBe(403)
      return text()
    }
    expect(await refused({ Host: 'evil.example' })).toContain('the Host header is not a name of this service')
    await refused({ Host: 'evil.example:80', Origin: 'http://evil.example:80' })
    expect(await refused({ Origin: 'https://evil.example' })).toContain('nor in ALLOWED_ORIGINS')
    await refused({ Origin: 'null' })
    const { port } = new URL(app.url)
    expect((await post(list, { Origin: `http://127.0.0.1:${port}` })).status).toBe(200)
  })

  it('allows pages of ALLOWED_ORIGINS', async () => {
    app = await startHttpApp({ ALLOWED_ORIGINS: 'https://app.example.com' })
    const allowed = await post(list, { Origin: 'https://app.example.com' })
    expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([200, 'https://app.example.com'])
    expect((await post(list, { Origin: 'https://other.example.com' })).status).toBe(403)
  })

  it('counts against the rate limit of the address', async () => {
    app = await startHttpApp({ RATE_LIMIT: '1', RATE_LIMIT_BURST: '2' })
    const statuses = [await post(list), await post(list), await post(list)].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 429])
  })
})

describe('tools of a service without a database', () => {
  it('read the catalogue, and say why they cannot read history', async () => {
    app = await startHttpApp()
    const client = await connectOverHttp(app.url)
    const found = await call(client, 'find_models', { limit: 1 })
    expect(found.content).toMatchObject({ source: 'seed', data: [{ id: expect.any(String) }] })
    for (const [name, args] of [
      ['list_changes', {}],
      ['price_history', { id: found.content.data[0].id }],
      ['diff_catalogues', { from: '2026-01-01' }],
      ['find_models', { as_of: '2026-01-01' }],
    ] as const) {
      const { isError, text } = await call(client, name, args)
      expect([isError, text], name).toEqual([true, expect.stringContaining('needs the database')])
    }
    await expect(client.readResource({ uri: 'modelkeep://changes/latest' })).rejects.toThrow(/needs the database/)
    const { isError, text } = await call(client, 'check_models', { ids: 'openai/gpt-4o' })
    expect([isError, text]).toEqual([true, expect.stringContaining('too old to check against')])
    await client.close()
  })
})
