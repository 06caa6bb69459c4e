import type { Client } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'
import { call, connectOverHttp, protocols, type ProtocolName } from './helpers/mcp-clients.js'
import { current, history } from './helpers/mcp-history.js'

let upstream: FakeUpstream
let database: TestDatabase
let app: TestApp
beforeAll(async () => {
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
})

const cursorOf = (query: string): string => Buffer.from(query).toString('base64url')

describe.each(Object.keys(protocols) as ProtocolName[])('over HTTP, protocol %s', (protocol) => {
  let client: Client
  beforeAll(async () => {
    client = await connectOverHttp(app.url, protocol)
  })
  afterAll(() => client.close())

  it('lists eight read-only tools with schemas of their arguments and results', async () => {
    expect(client.getNegotiatedProtocolVersion()).toBe(protocol)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'find_models',
      'get_model',
      'compare_models',
      'price_history',
      'list_changes',
      'diff_catalogues',
      'check_models',
      'estimate_cost',
    ])
    for (const { name, annotations, inputSchema, outputSchema } of tools) {
      expect(annotations, name).toMatchObject({ readOnlyHint: true })
      expect(inputSchema, name).toMatchObject({ type: 'object', additionalProperties: false })
      expect(outputSchema?.['properties'], name).toMatchObject({ age_seconds: {}, source: {} })
    }
    const find = tools[0]!.inputSchema.properties as Record<string, { type?: string; description?: string }>
    expect(find).toMatchObject({ limit: { type: 'integer' }, max_price: { type: 'number' }, as_of: { type: 'string' } })
    expect(find['max_price']?.description).toContain('USD per million tokens')
    expect(Object.keys(find)).not.toContain('use_rss')
  })

  it('finds models, 20 at a time, with prices in USD per million tokens in the text', async () => {
    const first = await call(client, 'find_models', { sort: 'pricing-high-to-low', model_authors: ['a', 'many'] })
    expect(first.text).toContain('- a/dearer (Example: a/dearer): input $3.00, output $4.00; 200,000 tokens of context')
    expect(first.content).toMatchObject({
      total_count: 35,
      source: expect.any(String),
      age_seconds: expect.any(Number),
    })
    expect(first.content.data).toHaveLength(20)
    const second = await call(client, 'find_models', { cursor: first.content.next_cursor })
    expect(second.content.data).toHaveLength(15)
    expect(second.content.next_cursor).toBeNull()
    const ids = [...first.content.data, ...second.content.data].map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(35)
  })

  it('takes numbers, booleans and lists as arguments', async () => {
    const { content } = await call(client, 'find_models', {
      context: 200_000,
      free: false,
      max_price: 3,
      fields: ['id'],
    })
    expect(content.data).toEqual([{ id: 'a/dearer' }])
  })

  it('gets one model now and at an earlier time, without fields of an unexpected type', async () => {
    expect((await call(client, 'get_model', { id: 'a/dearer' })).content.data.pricing.prompt).toBe('0.000003')
    const earlier = await call(client, 'get_model', { id: 'a/dearer', as_of: '2026-01-15' })
    expect(earlier.content).toMatchObject({ data: { pricing: { prompt: '0.000002' } }, source: 'database' })
    expect((await call(client, 'get_model', { id: 'a/odd' })).content.data).not.toHaveProperty('knowledge_cutoff')
  })

  it('compares models in the order given', async () => {
    const { content, text } = await call(client, 'compare_models', { ids: ['a/steady', 'a/dearer', 'a/none'] })
    expect(content.data.map(({ id }: { id: string }) => id)).toEqual(['a/steady', 'a/dearer'])
    expect(content.missing_ids).toEqual(['a/none'])
    expect(text).toContain('Not in the catalogue: a/none')
  })

  it('tells how each compared model differs from the first', async () => {
    const ids = ['a/steady', 'a/dearer', 'a/gpt-5']
    const { content, text } = await call(client, 'compare_models', { ids })
    const equal = { prompt_percent: 0, completion_percent: 0, context_tokens: 0, lacks: [], adds: [] }
    expect(content.differences).toEqual([
      { ...equal, id: 'a/dearer', prompt_percent: 50, context_tokens: expect.any(Number) },
      { ...equal, id: 'a/gpt-5' },
    ])
    expect(text).toContain('Compared with a/steady:\n- a/dearer: input price +50 %, same output price; context +')
    const some = await call(client, 'compare_models', { ids, fields: 'id,pricing' })
    expect(some.content).not.toHaveProperty('differences')
  })

  it('gives the price history of a model', async () => {
    const { content, text } = await call(client, 'price_history', { id: 'a/dearer' })
    expect(text).toContain('- prompt, USD per million input tokens: 2 from 2026-01-01, 3 from 2026-02-01')
    expect(content.data.series[0]).toMatchObject({
      field: 'pricing.prompt',
      steps: [{ value: '0.000002' }, { value: '0.000003' }],
    })
    const newest = await call(client, 'price_history', { id: 'a/dearer', limit: 1 })
    expect(newest.content.data.series[0].steps).toMatchObject([{ value: '0.000003' }])
    const older = await call(client, 'price_history', { cursor: newest.content.next_cursor })
    expect(older.content.data.series[0].steps).toMatchObject([{ value: '0.000002' }])
    expect(older.content.next_cursor).toBeNull()
  })

  it('lists changes in pages', async () => {
    const first = await call(client, 'list_changes', { kind: 'model_added', since: '2026-01-15' })
    expect(first.content.data).toHaveLength(20)
    const second = await call(client, 'list_changes', { cursor: first.content.next_cursor })
    expect(second.content.data).toHaveLength(13)
    const { text } = await call(client, 'list_changes', { model: 'a/dearer', kind: 'price_changed' })
    expect(text).toContain('a/dearer: price of input tokens rose 50 %: $2.00 → $3.00 per million')
  })

  it('compares two catalogues in pages', async () => {
    const first = await call(client, 'diff_catalogues', { from: '2026-01-15', to: '2026-02-15' })
    expect(first.content.counts).toEqual({ added: 33, removed: 1, changed: 1, schema: 0 })
    expect([first.content.data.added.length, first.content.data.removed.length]).toEqual([20, 1])
    const second = await call(client, 'diff_catalogues', { cursor: first.content.next_cursor })
    expect([second.content.data.added.length, second.content.data.removed.length]).toEqual([13, 0])
  })

  it('checks models as modelkeep check does', async () => {
    const ids = ['a/gpt-4', 'a/leaving', 'a/dearer', 'a/stedy', 'a/steady']
    const { content, text } = await call(client, 'check_models', { ids, since: '2026-01-15' })
    expect(content).toMatchObject({ attention: 4, notes: [] })
    expect(
      content.data.map(({ findings }: { findings: { kind: string }[] }) => findings.map(({ kind }) => kind)),
    ).toEqual([['gone'], ['expiring'], ['repriced'], ['unknown'], []])
    expect(text).toContain('- a/gpt-4: gone, since 2026-02-01')
    expect(text).toContain('use instead: a/gpt-5; $2.00 input, $4.00 output per million tokens')
    const page = await call(client, 'check_models', { ids, limit: 2 })
    expect(page.content.data).toHaveLength(2)
    const next = await call(client, 'check_models', { cursor: page.content.next_cursor })
    expect(next.content.data.map(({ id }: { id: string }) => id)).toEqual(['a/dearer', 'a/stedy'])
  })

  it('estimates the cost of a call', async () => {
    const usage = { prompt_tokens: 1_000_000, completion_tokens: 500_000 }
    const { content, text } = await call(client, 'estimate_cost', { model: 'a/dearer', ...usage })
    expect(content.data.cost).toBe('5')
    expect(text).toContain('$5 for a/dearer')
    const earlier = await call(client, 'estimate_cost', { model: 'a/dearer', at: '2026-01-15', ...usage })
    expect(earlier.content.data.cost).toBe('4')
  })

  it('explains errors so that the agent knows what to change', async () => {
    const expected: [string, Record<string, unknown>, RegExp][] = [
      ['get_model', { id: 'a/stedy' }, /there is no model "a\/stedy"; did you mean a\/steady\?/],
      ['get_model', {}, /id: required: a model id/],
      ['price_history', { id: 'a/dearr' }, /did you mean a\/dearer\?/],
      ['estimate_cost', { model: 'a/stedy', prompt_tokens: 1 }, /did you mean a\/steady\?/],
      ['find_models', { max_prize: 3 }, /max_prize: unknown parameter; expected one of .*max_price/],
      ['find_models', { use_rss: true }, /use_rss: unknown parameter/],
      ['find_models', { limit: 500 }, /limit: must be a whole number from 1 to 100/],
      ['find_models', { sort: 'most-popular' }, /popularity is measured on traffic at OpenRouter/],
      ['find_models', { category: 'programming' }, /category: is not supported/],
      ['get_model', { id: 'a/'.repeat(200) }, /id: must have at most 255 characters/],
      ['compare_models', {}, /ids: required: a model id: author\/slug/],
      ['find_models', { cursor: 'x' }, /cursor: is not a cursor of this tool/],
      ['find_models', { cursor: cursorOf('use_rss=true') }, /cursor: is not a cursor of this tool/],
      ['list_changes', { cursor: cursorOf('offset=20&q=x') }, /cursor: is not a cursor of this tool/],
      ['find_models', { context: { min: 1 } }, /context: must be a text, a number, true, or a list of them/],
      ['diff_catalogues', { from: '2099-01-01' }, /from: must not be in the future/],
      ['check_models', { ids: 'a/steady', since: 'yesterday' }, /since: must be an RFC 3339 date-time/],
    ]
    for (const [name, args, message] of expected) {
      const { isError, text, content } = await call(client, name, args)
      expect([isError, text, content], `${name} ${JSON.stringify(args)}`).toEqual([
        true,
        expect.stringMatching(message),
        undefined,
      ])
    }
    await expect(client.callTool({ name: 'nothing' })).rejects.toThrow(/there is no tool "nothing"/)
  })

  it('does not let a cursor exceed the limit of a page', async () => {
    expect(await call(client, 'find_models', { cursor: cursorOf('limit=1000') })).toMatchObject({
      isError: true,
      text: expect.stringContaining('limit'),
    })
  })

  it('has a resource for each model and one for the latest changes', async () => {
    const { resources } = await client.listResources()
    expect(resources.map(({ uri }) => uri)).toEqual(['modelkeep://changes/latest'])
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['modelkeep://models/{+id}'])
    const read = async (uri: string) => {
      const { contents } = await client.readResource({ uri })
      return JSON.parse((contents[0] as { text: string }).text) as { data: { id: string }; source: string }
    }
    for (const id of ['a/steady', 'a%2Fsteady'])
      expect(await read(`modelkeep://models/${id}`)).toMatchObject({
        data: { id: 'a/steady' },
        age_seconds: expect.any(Number),
      })
    expect((await read('modelkeep://changes/latest')).data).toHaveLength(20)
    for (const uri of ['modelkeep://models/a/none', 'modelkeep://models/%', 'file:///etc/passwd'])
      await expect(client.readResource({ uri }), uri).rejects.toThrow(/no model|not found/i)
  })

  it('has prompts for choosing and for checking models', async () => {
    const { prompts } = await client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual(['choose_a_model', 'check_my_models'])
    const { messages } = await client.getPrompt({ name: 'choose_a_model', arguments: { task: 'reading invoices' } })
    expect(messages[0]?.content).toMatchObject({
      text: expect.stringContaining('Choose a model for: reading invoices.'),
    })
    await expect(client.getPrompt({ name: 'check_my_models' })).rejects.toThrow(/ids/)
  })

  describe('completes', () => {
    const template = { type: 'ref/resource', uri: 'modelkeep://models/{+id}' } as const
    const prompt = { type: 'ref/prompt', name: 'check_my_models' } as const
    const complete = async (ref: typeof template | typeof prompt, name: string, value: string) =>
      (await client.complete({ ref, argument: { name, value } })).completion

    it('the id of a model by its beginning, with at most 20 suggestions', async () => {
      expect(await complete(template, 'id', 'A/d')).toEqual({ values: ['a/dearer'], total: 1, hasMore: false })
      const many = await complete(template, 'id', 'many/')
      expect([many.values.length, many.total, many.hasMore]).toEqual([20, 30, true])
      expect(await complete(template, 'id', 'z')).toEqual({ values: [], total: 0, hasMore: false })
    })

    it('the last of the ids of a prompt', async () => {
      const { values } = await complete(prompt, 'ids', 'a/steady, a/g')
      expect(values).toEqual(['a/steady, a/gpt-5'])
    })

    it('nothing for other arguments, and refuses unknown prompts and templates', async () => {
      expect((await complete(prompt, 'since', '2026')).values).toEqual([])
      const argument = { name: 'id', value: 'a' }
      for (const ref of [{ type: 'ref/prompt', name: 'none' } as const, { ...template, uri: 'file:///{x}' }])
        await expect(client.complete({ ref, argument })).rejects.toThrow(/no such prompt or resource template/)
    })
  })
})
