import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { CostRow, CostTotals } from '@modelkeep/catalog/contract/cost'
import { costOf } from '@modelkeep/catalog/cost/cost-of'
import { readUsage } from '@modelkeep/catalog/cost/read-usage'
import type { Model } from '@modelkeep/catalog/model/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const start = Date.parse('2026-03-01T00:00:00Z')
const day = 86_400_000
const clock = createFakeClock(new Date(start).toISOString())
const at = (days: number): string => new Date(start + days * day).toISOString()

let database: TestDatabase
let upstream: FakeUpstream
let app: HttpApp

const priced = (id: string, prompt: string, more: object = {}) =>
  exampleModel(id, { canonical_slug: `${id}-2026`, pricing: { prompt, completion: '0.1' }, ...more })
const alias = priced('~a/latest', '0.5', { canonical_slug: 'a/one-2026' })

beforeAll(async () => {
  database = await createTestDatabase()
  upstream = await startFakeUpstream({ models: [priced('a/one', '0.01'), priced('b/gone', '0.01'), alias] })
  app = await startHttpApp(
    {
      DATABASE_URL: database.url,
      OPENROUTER_BASE_URL: upstream.url,
      MAX_SHRINK_PERCENT: '100',
      MAX_GROWTH_PERCENT: '10000',
    },
    { clock },
  )
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  const four = priced('e/four', '0.02')
  const slug = { canonical_slug: 'f/old-slug' }
  await refreshAt(10, [
    priced('a/one', '0.02', { canonical_slug: 'a/renamed' }),
    priced('b/gone', '0.01'),
    alias,
    four,
    priced('e/four:nitro', '0.05'),
    priced('f/five:free', '0', slug),
    priced('f/five', '0.02', slug),
  ])
  await refreshAt(20, [
    priced('a/one', '0.03', { canonical_slug: 'a/renamed' }),
    alias,
    priced('d/dynamic', '-1'),
    priced('c/three:free', '0', { canonical_slug: 'c/three-2026' }),
    priced('c/three', '0.04'),
    four,
    priced('f/five:free', '0', { canonical_slug: 'f/new-slug' }),
    priced('f/five', '0.02', { canonical_slug: 'f/new-slug' }),
  ])
  clock.set(start + 30 * day)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

async function refreshAt(days: number, models: unknown[]): Promise<void> {
  clock.set(start + days * day)
  upstream.setModels(models)
  expect((await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).status).toBe(200)
}

const usage = { prompt_tokens: 10, completion_tokens: 1 }

async function post(body: unknown): Promise<{ data: CostRow[]; totals: CostTotals }> {
  const response = await app.send({
    method: 'POST',
    path: '/api/cost',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return response.json()
}

async function get(
  query: string,
): Promise<{ status: number; row: CostRow; detail: string; headers: Record<string, unknown> }> {
  const response = await app.send(`/api/cost?${query}`)
  const body: { data: CostRow; detail: string } = response.json()
  return { status: response.status, row: body.data, detail: body.detail, headers: response.headers }
}

describe('POST /api/cost', () => {
  it('prices each call at the rates of its time', async () => {
    const { data } = await post(
      [-1, 0, 9, 10, 25, 30].map((days) => ({ id: days, model: 'a/one', at: at(days), usage })),
    )
    expect(data.map(({ id, cost, certainty, price }) => [id, cost, certainty, price?.from, price?.to])).toEqual([
      [-1, '0.2', 'before_history', at(0), at(10)],
      [0, '0.2', 'observed', at(0), at(10)],
      [9, '0.2', 'observed', at(0), at(10)],
      [10, '0.3', 'observed', at(10), at(20)],
      [25, '0.4', 'observed', at(20), null],
      [30, '0.4', 'observed', at(20), null],
    ])
  })

  it('prices a call to a removed model at its last known prices', async () => {
    const { data } = await post([5, 20].map((days) => ({ model: 'b/gone', at: at(days), usage })))
    expect(data.map(({ cost, certainty, price }) => [cost, certainty, price?.to])).toEqual([
      ['0.2', 'observed', at(20)],
      ['0.2', 'after_removal', at(20)],
    ])
  })

  it('prices as of now without a time', async () => {
    const { data } = await post([{ model: 'a/one', usage }])
    expect(data[0]).toMatchObject({ at: at(30), cost: '0.4' })
  })

  it('takes names as people have them', async () => {
    const names = [
      ['a/one', 'a/one', []],
      ['a/one:nitro', 'a/one', ['a/one:nitro is a/one with a routing suffix.']],
      ['a/one:online:floor', 'a/one', [expect.stringContaining('Its web searches are billed only if')]],
      ['~a/latest', '~a/latest', []],
      ['a/latest', '~a/latest', ['a/latest is the alias ~a/latest.']],
      ['a/renamed', 'a/one', ['a/renamed is the canonical slug of a/one.']],
      ['a/renamed:exacto', 'a/one', ['a/renamed is the canonical slug of a/one.']],
      ['c/three-2026', 'c/three', ['c/three-2026 is the canonical slug of c/three.']],
      ['b/gone-2026', 'b/gone', ['b/gone-2026 was the canonical slug of b/gone.']],
    ] as const
    const { data } = await post(names.map(([model]) => ({ model, usage })))
    expect(data.map(({ model, model_id: id, notes }) => [model, id, notes])).toEqual(names)
  })

  it('lets a bad row fail alone, with its place, id and reason', async () => {
    const rows = [
      { id: 'good', model: 'a/one', usage },
      { id: 'typo', model: 'a/onee', usage },
      { id: 'slug', model: 'three', usage },
      { id: 'dynamic', model: 'd/dynamic', usage },
      { id: 'usage', model: 'a/one', usage: {} },
      { id: 'future', model: 'a/one', usage, at: at(31) },
      { id: 'nul', model: 'a/\u0000', usage },
      'text',
    ]
    const { data, totals } = await post(rows)
    expect(data.map(({ id, cost, error }) => [id, cost, error?.code])).toEqual([
      ['good', '0.4', undefined],
      ['typo', null, 'unknown_model'],
      ['slug', null, 'unknown_model'],
      ['dynamic', null, 'dynamic_price'],
      ['usage', null, 'invalid_usage'],
      ['future', null, 'invalid_time'],
      ['nul', null, 'unknown_model'],
      [undefined, null, 'invalid_row'],
    ])
    expect(data[1]?.error?.message).toBe('no model "a/onee" was ever listed; did you mean a/one?')
    expect(data[2]?.error?.message).toContain('did you mean c/three?')
    expect(totals).toMatchObject({ rows: 8, unpriced: 7, cost: '0.4' })
    expect(totals.by_model).toEqual([
      { model_id: 'a/one', rows: 1, unpriced: 0, cost: '0.4' },
      { model_id: 'd/dynamic', rows: 1, unpriced: 1, cost: '0' },
    ])
  })

  it('survives rows that no parser should see', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const response = await app.send({
      method: 'POST',
      path: '/api/cost',
      headers: { 'content-type': 'application/json' },
      body: `[{"model":"a/one","usage":{"prompt_tokens":1,"cost":1e999}},{"model":"a/one","at":${deep},"usage":{}},
        {"model":"a/one","usage":{"prompt_tokens":${deep}}},{"model":"a/one","usage":{"prompt_tokens":10,"completion_tokens":1}}]`,
    })
    const { data }: { data: CostRow[] } = response.json()
    expect(data.map(({ cost, error }) => [cost, error?.code])).toEqual([
      [null, 'invalid_usage'],
      [null, 'invalid_time'],
      [null, 'invalid_usage'],
      ['0.4', undefined],
    ])
  })

  it('suggests ids for a few unknown names only, since that takes time', async () => {
    const { data } = await post(
      Array.from({ length: 8 }, (_, nr) => ({ model: nr < 4 ? 'a/onee' : `a/one${nr}`, usage })),
    )
    const hints = data.map(({ error }) => error?.message.includes('did you mean') === true)
    expect(hints).toEqual([true, true, true, true, true, true, false, false])
  })

  it('prices a routing suffix that once was a model of its own as what it was at the time', async () => {
    const { data } = await post([15, 25].map((days) => ({ model: 'e/four:nitro', at: at(days), usage })))
    expect(data.map(({ model_id: id, cost, certainty }) => [id, cost, certainty])).toEqual([
      ['e/four:nitro', '0.6', 'observed'],
      ['e/four', '0.3', 'observed'],
    ])
  })

  it('takes a former slug as the model that is paid for, not as its free variant', async () => {
    const { data } = await post([{ model: 'f/old-slug', usage, at: at(12) }])
    expect(data[0]).toMatchObject({ model_id: 'f/five', cost: '0.3' })
  })

  it('returns one row for one object', async () => {
    expect((await post({ model: 'a/one', usage })).data).toMatchObject({ model: 'a/one', cost: '0.4' })
  })

  it('prices at a time as the catalogue as of that time does', async () => {
    for (const days of [0, 9.99, 10, 15, 20, 29]) {
      const list: { data: Model[] } = (await app.send(`/api/models?as_of=${at(days)}`)).json()
      const rows = await post(list.data.map(({ id }) => ({ model: id, at: at(days), usage })))
      const expected = list.data.map(
        (model) => costOf(readUsage(usage).usage, model, new Date(at(days))).cost?.toFixed() ?? null,
      )
      expect(rows.data.map(({ cost }) => cost)).toEqual(expected)
    }
  })

  it('refuses what it cannot read, and says what it would take', async () => {
    const send = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
      app.send({ method: 'POST', path: '/api/cost', headers, body })
    const cases = [
      [await send('{"model"'), 400, 'the body is not JSON'],
      [await send(''), 400, 'the body is empty'],
      [await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'application/x-ndjson'],
      [
        await send('{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
        415,
        'must not be encoded',
      ],
      [await send(JSON.stringify(Array.from({ length: 1_001 }, () => 1))), 413, 'the limit is 1000'],
      [await send(`"${'x'.repeat(1024 ** 2)}"`), 413, 'send application/x-ndjson'],
    ] as const
    for (const [response, status, detail] of cases) {
      expect(response.status).toBe(status)
      expect(response.json<{ detail: string }>().detail).toContain(detail)
    }
  })
})

describe('POST /api/cost with NDJSON', () => {
  const stream = async (text: string, chunkSize = Infinity): Promise<(CostRow & { totals?: CostTotals })[]> => {
    const sent = request(`${app.url}/api/cost`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    const bytes = Buffer.from(text)
    for (let from = 0; from < bytes.length; from += chunkSize) sent.write(bytes.subarray(from, from + chunkSize))
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect([response.statusCode, response.headers['content-type']]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
    ])
    const lines = (await response.setEncoding('utf8').toArray()).join('').trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as CostRow)
  }

  it('answers each line with a line, and ends with the totals', async () => {
    const rows = Array.from({ length: 1_234 }, (_, nr) => ({
      id: nr,
      model: nr % 3 ? 'a/one' : 'c/three',
      at: at(nr % 30),
      usage,
    }))
    const lines = await stream(rows.map((row) => JSON.stringify(row)).join('\n'))
    const { data, totals } = await post(rows.slice(0, 1_000))
    expect(lines).toHaveLength(1_235)
    expect(lines.slice(0, 1_000)).toEqual(data)
    expect(lines.slice(0, -1).map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
    expect(lines.at(-1)?.totals?.rows).toBe(1_234)
    expect(Number(lines.at(-1)?.totals?.cost)).toBeGreaterThan(Number(totals.cost))
  })

  it('reads lines however the chunks cut them, also within a character', async () => {
    const text = `${JSON.stringify({ id: 'é😀', model: 'a/one', usage })}\r\n\n${JSON.stringify({ id: 2, model: 'a/one', usage })}`
    expect((await stream(text, 1)).map(({ id, cost }) => [id, cost])).toEqual([
      ['é😀', '0.4'],
      [2, '0.4'],
      [undefined, undefined],
    ])
  })

  it('keeps the place of lines that are no JSON, or too long', async () => {
    const good = JSON.stringify({ id: 'good', model: 'a/one', usage })
    const lines = await stream([`{"id"`, good, `"${'x'.repeat(20_000)}"`, good].join('\n'))
    expect(lines.map(({ id, error }) => [id, error?.code, error?.message.slice(0, 20)])).toEqual([
      [undefined, 'invalid_row', 'the line is not JSON'],
      ['good', undefined, undefined],
      [undefined, 'invalid_row', 'the line is longer t'],
      ['good', undefined, undefined],
      [undefined, undefined, undefined],
    ])
  })

  it('ends quietly when the client leaves in the middle', async () => {
    const troubles: unknown[] = []
    const note = (trouble: unknown): unknown => troubles.push(trouble)
    app.app.events.on('trouble', note)
    const sent = request(`${app.url}/api/cost`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    sent.write(`${JSON.stringify({ model: 'a/one', usage })}\n{"mod`)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.on('error', () => {})
    sent.destroy()
    await stream('') // a later request has been served
    app.app.events.off('trouble', note)
    expect(troubles).toEqual([])
  })

  it('has only totals for an empty body', async () => {
    expect(await stream('\n')).toEqual([{ totals: { rows: 0, unpriced: 0, cost: '0', by_model: [], by_day: [] } }])
  })
})

describe('GET /api/cost', () => {
  it('prices one call, and is cached until history changes', async () => {
    const first = await get(`model=a/one&prompt_tokens=10&completion_tokens=1&at=${at(5)}`)
    expect(first.row).toMatchObject({ cost: '0.2', certainty: 'observed', shape: 'plain' })
    const again = await get(`model=a/one&prompt_tokens=10&completion_tokens=1&at=${at(5)}`)
    expect(again.headers['cache-status']).toMatch(/hit/)
  })

  it('is computed anew without a time, with the age of the served catalogue', async () => {
    const { row, headers } = await get('model=a/one&prompt_tokens=10&cached_tokens=4&completion_tokens=1')
    expect(row).toMatchObject({ cost: '0.4', notes: [expect.stringContaining('cached input tokens')] })
    expect(headers['x-data-source']).toBe('upstream')
    const again = await get('model=a/one&prompt_tokens=10&cached_tokens=4&completion_tokens=1')
    expect(again.headers['cache-status']).not.toMatch(/hit/)
  })

  it('names the parameter that is wrong', async () => {
    for (const [query, problem] of [
      ['prompt_tokens=1', /^model: required/],
      ['model=&prompt_tokens=1', /^model: /],
      ['model=a/one', /^prompt_tokens: usage has no count/],
      ['model=a/one&prompt_tokens=1.5', /^prompt_tokens: /],
      ['model=a/one&prompt_tokens=1&cached_tokens=2', /^prompt_tokens: .*exceed the prompt tokens/],
      ['model=a/one&prompt_tokens=1&at=yesterday', /^at: /],
      [`model=a/one&prompt_tokens=1&at=${at(31)}`, /^at: .*in the future/],
      ['model=a/one&prompt_token=1', /^prompt_token: unknown parameter/],
    ] as const) {
      const { status, detail } = await get(query)
      expect([status, detail]).toEqual([400, expect.stringMatching(problem)])
    }
  })

  it('has null and a reason, not zero, for an unknown cost', async () => {
    expect((await get('model=d/dynamic&prompt_tokens=1')).row).toMatchObject({
      cost: null,
      error: { code: 'dynamic_price' },
    })
    expect((await get(`model=x/y&prompt_tokens=1&at=${at(3)}`)).row).toMatchObject({
      cost: null,
      error: { code: 'unknown_model' },
    })
  })
})

describe('without a database', () => {
  it('prices calls of now by the served catalogue, and says that others need history', async () => {
    const alone = await startHttpApp({ DATABASE_URL: 'off', OPENROUTER_BASE_URL: upstream.url }, { clock })
    try {
      const rows = [
        { model: 'a/one', usage },
        { model: 'a/renamed', usage },
        { model: 'a/one', usage, at: at(3) },
        { model: 'x/y', usage },
      ]
      const response = await alone.send({
        method: 'POST',
        path: '/api/cost',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rows),
      })
      const { data }: { data: CostRow[] } = response.json()
      expect(data.map(({ cost, price, error }) => [cost, price?.from, error?.code])).toEqual([
        ['0.4', null, undefined],
        ['0.4', null, undefined],
        [null, undefined, 'history_unavailable'],
        [null, undefined, 'history_unavailable'],
      ])
      expect(data[2]?.error?.message).toMatch(
        /^the history of prices is not available: the database cannot be used: it is/,
      )
      expect((await alone.send('/api/cost?model=a/one&prompt_tokens=1')).status).toBe(200)
      expect((await alone.send(`/api/cost?model=a/one&prompt_tokens=1&at=${at(3)}`)).status).toBe(503)
    } finally {
      await alone.stop()
    }
  })
})

// Last, because it changes the catalogue.
describe('a cost in the response cache', () => {
  it('is kept over syncs only under the id of a model whose price is of the past', async () => {
    const query = (model: string) => `/api/cost?model=${model}&prompt_tokens=77&at=${at(5)}`
    for (const model of ['a/one', 'a/renamed', 'never/listed']) await app.send(query(model))
    await refreshAt(31, [priced('never/listed', '0.01'), priced('a/one', '0.09')])
    const later = await Promise.all(['a/one', 'a/renamed', 'never/listed'].map((model) => app.send(query(model))))
    expect(later.map(({ headers }) => /hit/.test(String(headers['cache-status'])))).toEqual([true, false, false])
    expect(later[2]?.json<{ data: CostRow }>().data.certainty).toBe('before_history')
  })
})
