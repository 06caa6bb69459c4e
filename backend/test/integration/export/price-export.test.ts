import type { GenaiModel } from '@modelkeep/catalog/export/genai-prices'
import type { LangfuseModel } from '@modelkeep/catalog/export/langfuse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { captureBytes, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { askCosts } from '../../helpers/ask-costs.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import {
  genaiJudge,
  judgedUsages,
  langfuseJudge,
  tierBounds,
  TOLERANCE,
  type Judge,
} from '../../helpers/price-judges.js'
import { until } from '../../helpers/test-app.js'

const start = Date.parse('2026-03-01T00:00:00Z')
const hour = 3_600_000
const day = 24 * hour
const clock = createFakeClock(new Date(start).toISOString())

let database: TestDatabase
let upstream: FakeUpstream
let app: HttpApp

const priced = (id: string, pricing: object) => exampleModel(id, { pricing: { completion: '0.000004', ...pricing } })
const plain = { prompt: '0.000001' }
const tiered = {
  prompt: '0.000003',
  completion: '0.000015',
  internal_reasoning: '0.000015',
  input_cache_read: '0.0000003',
  input_cache_write: '0.00000375',
  input_cache_write_1h: '0.000006',
  overrides: [
    { min_prompt_tokens: 200_000, prompt: '0.000006', completion: '0.0000225', input_cache_read: '0.0000006' },
    { min_prompt_tokens: 500_000, prompt: '0.000009' },
  ],
}
const zeros = { prompt: '0.000002', internal_reasoning: '0', input_cache_read: '0', image: '0.001' }
const audio = { prompt: '0.000002', audio: '0.00004', audio_output: '0.00008', internal_reasoning: '0.000007' }
const windows = { ...plain, overrides: [{ utc_start: 100, utc_end: 900, prompt: '0.0000005' }] }

/** Every state of every model: hours since the start, and its prices; null: not listed. */
const histories: Record<string, [hours: number, pricing: object | null][]> = {
  'a/moved': [
    [0, plain],
    [34, { prompt: '0.000002' }],
    [40, { prompt: '0.0000025' }],
    [80, { prompt: '0.000003' }],
  ],
  'a/moved:exacto': [
    [34, { prompt: '0.000009' }],
    [80, null],
  ],
  '~a/latest': [[0, plain]],
  'a/tiered.v2': [[0, tiered]],
  'a/zeros': [[0, zeros]],
  'a/audio': [[0, audio]],
  'a/removed': [
    [0, { prompt: '0.000005' }],
    [40, null],
  ],
  'a/free': [[0, { prompt: '0', completion: '0' }]],
  'a/request': [[0, { ...plain, request: '0.005' }]],
  'a/search': [[0, { ...plain, web_search: '0.01' }]],
  'b/dynamic': [[0, { prompt: '-1', completion: '-1' }]],
  'b/late': [[80, plain]],
  'b/once-dynamic': [
    [0, plain],
    [34, { prompt: '-1', completion: '-1' }],
    [80, { prompt: '0.000007' }],
  ],
  'b/shortly-dynamic': [
    [0, plain],
    [34, { prompt: '-1', completion: '-1' }],
    [40, { prompt: '0.000007' }],
  ],
  'b/windows': [[0, windows]],
  'B/Case': [[0, plain]],
  'b/case': [[0, { prompt: '0.000002' }]],
}
const syncs = [0, 34, 40, 80]

beforeAll(async () => {
  database = await createTestDatabase()
  upstream = await startFakeUpstream({ models: listedAt(0) })
  app = await startHttpApp(
    { DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url, MAX_SHRINK_PERCENT: '100' },
    { clock },
  )
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  for (const hours of syncs.slice(1)) {
    clock.set(start + hours * hour)
    upstream.setModels(listedAt(hours))
    expect((await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).status).toBe(200)
  }
  clock.set(start + 10 * day)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

function listedAt(hours: number): unknown[] {
  return Object.entries(histories).flatMap(([id, states]) => {
    const pricing = states.findLast(([from]) => from <= hours)?.[1] ?? null
    return pricing === null ? [] : [priced(id, pricing)]
  })
}

const genai = async (): Promise<{ models: GenaiModel[] }[]> => (await app.send('/api/export/genai-prices.json')).json()
const langfuse = async (): Promise<LangfuseModel[]> => (await app.send('/api/export/langfuse.json')).json()

/** What a judge says of every model at every time, where it differs from `/api/cost`. null: the export has no price. */
async function differences(
  judge: Judge,
  times: readonly number[],
  names = Object.keys(histories),
): Promise<Set<string>> {
  const calls = names.flatMap((model) => {
    const usages = judgedUsages(tierBounds((histories[model] ?? []).map(([, pricing]) => pricing)))
    return times.flatMap((at) => usages.map((usage) => ({ model, at, usage })))
  })
  const expected = await askCosts(app, calls)
  const found = new Set<string>()
  for (const [nr, { model, at, usage }] of calls.entries()) {
    const judged = judge(model, at, usage)
    const cost = expected[nr] ?? null
    if (judged === null) found.add(`${model} has no price`)
    else if (cost === null || Math.abs(judged - Number(cost)) > TOLERANCE)
      found.add(`${model} ${new Date(at).toISOString()}: ${judged} instead of ${cost}`)
  }
  return found
}

const endOfDay = (days: number): number => start + (days + 1) * day - 1
const times = [-5, 0, 1, 2, 3, 9].map(endOfDay)

describe('the export for genai-prices', () => {
  it('agrees with /api/cost at the end of each day, for every model that the format can express', async () => {
    const judge = await genaiJudge(await genai())
    expect(await differences(judge, times)).toEqual(
      new Set(['b/dynamic', 'b/once-dynamic', 'b/windows', 'B/Case', 'b/case'].map((id) => `${id} has no price`)),
    )
  })

  it('is valid by the schema of genai-prices', async (context) => {
    context.skip(!haveCaptures, noCaptures)
    const schema = JSON.parse(captureBytes('genai-prices-data.schema.json').toString()) as object
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    expect(validate(await genai()), JSON.stringify(validate.errors)).toBe(true)
    expect(validate([{ id: 'openrouter', models: [] }])).toBe(false)
  })

  it('is found to be wrong when one price is', async () => {
    const [provider] = await genai()
    const exact = JSON.stringify(provider!.models)
    const wrong = exact.replace('"price":9}', '"price":9.1}')
    expect(wrong).not.toBe(exact)
    const judge = await genaiJudge([{ ...provider, models: JSON.parse(wrong) }])
    const found = await differences(judge, times, ['a/tiered.v2'])
    expect(found.size).toBeGreaterThan(0)
  })

  it('has one start a day: the last price of a day counts for all of it', async () => {
    const [provider] = await genai()
    const moved = provider!.models.find(({ id }) => id === 'a/moved')
    expect(moved!.prices).toEqual([
      { prices: { input_mtok: 1, output_mtok: 4 } },
      { constraint: { start_date: '2026-03-02' }, prices: { input_mtok: 2.5, output_mtok: 4 } },
      { constraint: { start_date: '2026-03-04' }, prices: { input_mtok: 3, output_mtok: 4 } },
    ])
  })

  it('finds a model by its routing suffixes, and an alias without ~', async () => {
    const judge = await genaiJudge(await genai())
    expect(
      await differences(judge, times, ['a/moved:nitro', 'a/removed:online', 'a/latest', 'a/latest:floor']),
    ).toEqual(new Set())
  })

  it('prices web searches', async () => {
    const judge = await genaiJudge(await genai())
    expect(judge('a/search', endOfDay(1), { prompt_tokens: 1_000, web_searches: 3 })).toBeCloseTo(0.031, 12)
  })
})

describe('the export for Langfuse', () => {
  const exact = [...times, ...syncs.flatMap((hours) => [start + hours * hour - 1, start + hours * hour])]

  it('agrees with /api/cost at every moment, for every model that the format can express', async () => {
    const judge = langfuseJudge(await langfuse())
    const withoutRemains = Object.keys(histories).filter((id) => !id.endsWith('ly-dynamic') && id !== 'b/once-dynamic')
    expect(await differences(judge, exact, withoutRemains)).toEqual(
      new Set(['b/dynamic', 'b/windows', 'a/request'].map((id) => `${id} has no price`)),
    )
  })

  it('has no price before the end of one that cannot be expressed', async () => {
    const judge = langfuseJudge(await langfuse())
    const since = start + 80 * hour
    expect(await differences(judge, [since, since + day], ['b/once-dynamic'])).toEqual(new Set())
    expect(judge('b/once-dynamic', since - 1, { prompt_tokens: 10 })).toBeNull()
    expect(judge('b/once-dynamic', start, { prompt_tokens: 10 })).toBeNull()
    expect(await differences(judge, times.slice(3), ['b/shortly-dynamic'])).toEqual(new Set())
  })

  it('finds a model by its id as it is, its routing suffixes, and an alias without ~', async () => {
    const judge = langfuseJudge(await langfuse())
    expect(await differences(judge, exact, ['a/moved:nitro', 'a/tiered.v2:floor', 'a/latest'])).toEqual(new Set())
    expect(judge('a/tieredxv2', start, { prompt_tokens: 1 })).toBeNull()
    expect(judge('xa/moved', start, { prompt_tokens: 1 })).toBeNull()
  })

  it('is found to be wrong when one price is', async () => {
    const definitions = await langfuse()
    definitions.find(({ modelName }) => modelName === 'a/zeros')!.pricingTiers[0]!.prices['input_cached_tokens'] = 0
    expect((await differences(langfuseJudge(definitions), exact, ['a/zeros'])).size).toBeGreaterThan(0)
  })
})

describe('both exports', () => {
  it('count what they leave out, and let browsers read it', async () => {
    const headers = await Promise.all(
      ['genai-prices', 'langfuse'].map(async (name) => (await app.send(`/api/export/${name}.json`)).headers),
    )
    expect(headers.map((one) => one['x-omitted-prices'])).toEqual([
      'total=10, models=5, dynamic_price=2, time_window=1, image_price=1, changed_again_same_day=2, near_omitted=2, ambiguous_id=2',
      'total=9, models=3, dynamic_price=3, time_window=1, request_price=1, image_price=1, web_search_price=1, near_omitted=2',
    ])
    expect(headers[0]!['access-control-expose-headers']).toContain('X-Omitted-Prices')
  })

  it('are cached until history changes, and say so with an ETag', async () => {
    const first = await app.send('/api/export/langfuse.json')
    expect(first.headers['cache-status']).toContain('hit')
    const again = await app.send({
      path: '/api/export/langfuse.json',
      headers: { 'if-none-match': String(first.headers['etag']) },
    })
    expect([again.status, again.headers['x-omitted-prices']]).toEqual([304, first.headers['x-omitted-prices']])
  })
})
