import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelkeep } from '../../helpers/command.js'
import { startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'
import { call, connectClient, protocols, type ProtocolName } from '../mcp/helpers/mcp-clients.js'
import { current, history } from '../mcp/helpers/mcp-history.js'

const cli = fileURLToPath(new URL('../../../bundle/cli.js', import.meta.url))

let cwd: string
let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'modelkeep-mcp-'))
  upstream = await startFakeUpstream({ models: current })
  database = await createTestDatabase()
  const db = await connect(database.url)
  await importRaw(db, history)
  await db.close()
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url, DATABASE_URL: database.url })
  await until(async () => (await app.fetch('/api/models?removed=true')).status === 200)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const environment = (env: Record<string, string>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  DATABASE_URL: 'off',
  OPENROUTER_BASE_URL: 'http://127.0.0.1:9/api/v1',
  DATA_DIR: join(cwd, 'data'),
  ...env,
})
const connectOverStdio = (env: Record<string, string>, protocol: ProtocolName): Promise<Client> =>
  connectClient(
    new StdioClientTransport({
      command: process.execPath,
      args: [cli, 'mcp'],
      env: environment(env),
      cwd,
      stderr: 'ignore',
    }),
    protocol,
  )

const sources = [
  ['a service', () => ({ MODELKEEP_URL: app.url })],
  ['a database', () => ({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })],
] as const
const cases = sources.flatMap(([name, env]) =>
  (Object.keys(protocols) as ProtocolName[]).map((protocol) => [name, protocol, env] as const),
)

describe.each(cases)('modelkeep mcp with %s, protocol %s', (_, protocol, env) => {
  let client: Client
  beforeAll(async () => {
    client = await connectOverStdio(env(), protocol)
  })
  afterAll(() => client.close())

  it('has the tools, resources and prompts of /mcp', async () => {
    expect(client.getNegotiatedProtocolVersion()).toBe(protocol)
    expect((await client.listTools()).tools).toHaveLength(8)
    expect((await client.listPrompts()).prompts).toHaveLength(2)
    const { contents } = await client.readResource({ uri: 'modelkeep://models/a/steady' })
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ data: { id: 'a/steady' } })
  })

  it('answers from the catalogue and from history', async () => {
    const found = await call(client, 'find_models', { sort: 'pricing-high-to-low', limit: 1 })
    expect(found.content).toMatchObject({ total_count: 35, data: [{ id: 'a/dearer' }] })
    const next = await call(client, 'find_models', { cursor: found.content.next_cursor })
    expect(next.content.data).toHaveLength(1)
    const earlier = await call(client, 'get_model', { id: 'a/dearer', as_of: '2026-01-15' })
    expect(earlier.content.data.pricing.prompt).toBe('0.000002')
    expect((await call(client, 'price_history', { id: 'a/gpt-4' })).content.data.present).toBe(false)
    expect((await call(client, 'list_changes', { kind: 'model_removed' })).content.data).toMatchObject([
      { model_id: 'a/gpt-4' },
    ])
    expect((await call(client, 'diff_catalogues', { from: '2026-01-15' })).content.counts.added).toBe(33)
    const checked = await call(client, 'check_models', { ids: ['a/gpt-4', 'a/steady'], since: '2026-01-15' })
    expect(checked.content).toMatchObject({ attention: 1, data: [{ findings: [{ kind: 'gone' }] }, { findings: [] }] })
    const cost = { model: 'a/dearer', at: '2026-01-15', prompt_tokens: 1_000_000 }
    expect((await call(client, 'estimate_cost', cost)).content.data.cost).toBe('2')
  })

  it('explains errors', async () => {
    expect((await call(client, 'get_model', { id: 'a/stedy' })).text).toContain('did you mean a/steady?')
    expect((await call(client, 'find_models', { max_prize: 3 })).text).toContain('max_prize: unknown parameter')
  })
})

describe('modelkeep mcp', () => {
  it('answers from the seed without anything else, and says that history needs more', async () => {
    const client = await connectOverStdio({}, '2026-07-28')
    expect((await call(client, 'find_models', { limit: 1 })).content.source).toBe('seed')
    expect(await call(client, 'list_changes')).toMatchObject({
      isError: true,
      text: expect.stringContaining('give --url, MODELKEEP_URL or DATABASE_URL'),
    })
    await client.close()
  })

  it('says when its service does not respond', async () => {
    const client = await connectOverStdio({ MODELKEEP_URL: 'http://127.0.0.1:9' }, '2026-07-28')
    expect(await call(client, 'find_models')).toMatchObject({
      isError: true,
      text: expect.stringContaining('http://127.0.0.1:9 does not respond'),
    })
    await client.close()
  })

  it('writes nothing but the protocol to standard output, and ends with standard input', async () => {
    const child = spawn(process.execPath, [cli, 'mcp'], {
      cwd,
      env: environment({ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' }),
    })
    const exited = once(child, 'exit') as Promise<[number]>
    const [output, errors] = [child.stdout.setEncoding('utf8'), text(child.stderr)]
    const request = (id: number, name: string) =>
      JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: {} } })
    child.stdin.write(`this is not JSON\n${request(1, 'list_changes')}\n${request(2, 'find_models')}\n`)
    let received = ''
    for await (const chunk of output) {
      received += chunk
      if (received.includes('"id":1') && received.includes('"id":2')) child.stdin.end()
    }
    const [code] = await exited
    expect(code).toBe(0)
    for (const line of received.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
    expect(received).toContain('the database cannot be used')
    expect(await errors).toContain('upstream cannot be used')
  })

  it('exits with 2 for a URL that is none', async () => {
    const { code, stdout, stderr } = await modelkeep(['mcp', '--url', 'models'], { cwd })
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('http:// or https://')])
  })
})
