import type { GenaiModel } from '@modelkeep/catalog/export/genai-prices'
import type { LangfuseModel } from '@modelkeep/catalog/export/langfuse'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { askCosts, type Call } from '../../helpers/ask-costs.js'
import { captureBytes, captureModels, captures, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { importRaw, type RawCapture } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import {
  genaiJudge,
  judgedUsages,
  langfuseJudge,
  tierBounds,
  TOLERANCE,
  type Judge,
} from '../../helpers/price-judges.js'
import { connect } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

/** At noon (UTC); the first is before the history. */
const dates = [
  '2024-09-01',
  '2024-12-03',
  '2025-01-31',
  '2025-03-27',
  '2025-06-10',
  '2025-08-22',
  '2025-11-01',
  '2026-01-15',
  '2026-04-20',
  '2026-08-23',
]
const noons = dates.map((date) => `${date}T12:00:00Z`)
const newest = '2026-08-22T12:00:00Z'

// Imports all captures from outside the repository, if they are available.
describe('the price exports of the real history', () => {
  let database: TestDatabase
  let app: HttpApp
  /** Every pricing that each model ever had. */
  const pricings = new Map<string, Set<unknown>>()
  let genai: { models: GenaiModel[] }[]
  let langfuse: LangfuseModel[]
  beforeAll(async () => {
    if (!haveCaptures) return
    const all: RawCapture[] = []
    for await (const { observed_at, data } of captures()) all.push({ observed_at, scope: 'text', data })
    all.push({ observed_at: newest, scope: 'text', data: captureModels('openrouter-models-2026-08-22.json') })
    for (const { data } of all) for (const model of data as Record<string, unknown>[]) notePricing(model)
    database = await createTestDatabase()
    const db = await connect(database.url)
    await importRaw(db, all)
    await db.close()
    const clock = createFakeClock('2026-08-24T00:00:00Z')
    app = await startHttpApp({ DATABASE_URL: database.url }, { clock })
    await until(() => app.app.sync.db.status().state === 'connected')
    genai = (await app.send('/api/export/genai-prices.json')).json()
    langfuse = (await app.send('/api/export/langfuse.json')).json()
  }, 240_000)
  afterAll(async () => {
    await app?.stop()
    await database?.drop()
  })
  beforeEach((context) => context.skip(!haveCaptures, noCaptures))

  function notePricing({ id, pricing }: Record<string, unknown>): void {
    const known = pricings.get(String(id)) ?? new Set()
    pricings.set(String(id), known.add(pricing))
  }

  /** Compares every call of every model at the times. */
  async function compare(judge: Judge, times: readonly string[]) {
    const calls: Call[] = [...pricings].flatMap(([model, own]) =>
      judgedUsages(tierBounds([...own])).flatMap((usage) =>
        times.map((time) => ({ model, at: Date.parse(time), usage })),
      ),
    )
    const costs = await askCosts(app, calls)
    const missing = new Map<string, Set<string>>()
    const wrong = new Map<string, string>()
    let compared = 0
    for (const [nr, { model, at, usage }] of calls.entries()) {
      const judged = judge(model, at, usage)
      const day = new Date(at).toISOString().slice(0, 10)
      if (judged === null) missing.set(model, (missing.get(model) ?? new Set()).add(day))
      else {
        const difference = Math.abs(judged - Number(costs[nr] ?? Number.NaN))
        compared += 1
        if (!(difference <= TOLERANCE))
          wrong.set(`${model} ${day}`, `${judged} instead of ${costs[nr]} for ${JSON.stringify(usage)}`)
      }
    }
    return { missing, wrong, compared }
  }

  /** What no format expresses, by reason, and what shows in the captures that the reason is true. */
  const inexpressible = {
    dynamic_price: {
      ids: [
        'openrouter/auto',
        'openrouter/auto-beta',
        'openrouter/bodybuilder',
        'openrouter/free',
        'openrouter/fusion',
        'openrouter/pareto-code',
      ],
      isTrue: (pricing: string) => pricing.includes('"prompt":"-1"'),
    },
    time_window: {
      ids: ['deepseek/deepseek-v4-flash-vision-exp'],
      isTrue: (pricing: string) => pricing.includes('"utc_start"'),
    },
    not_billed_by_token: {
      ids: ['google/lyria-3-clip-preview', 'google/lyria-3-pro-preview'],
      isTrue: (pricing: string) => pricing === '{"prompt":"0","completion":"0"}',
    },
  }
  /** For half a day it had prices of zero and one per image. The day's last price counts; Langfuse has the prices after it. */
  const interrupted = 'qwen/qwen2.5-vl-72b-instruct'
  const inexpressibleIds = Object.values(inexpressible).flatMap(({ ids }) => ids)
  /** genai-prices ignores case. */
  const twins = ['deepcogito/cogito-v2-preview-llama-405B', 'deepcogito/cogito-v2-preview-llama-405b']

  it('leave out what no format expresses, for reasons that show in the captures', () => {
    for (const { ids, isTrue } of Object.values(inexpressible))
      for (const id of ids) {
        const own = [...pricings.get(id)!].map((pricing) => JSON.stringify(pricing))
        expect([id, own.some(isTrue)]).toEqual([id, true])
      }
  })

  it('agree with /api/cost when read by genai-prices, at noon of ten days', async () => {
    const judge = await genaiJudge(genai)
    const { missing, wrong, compared } = await compare(judge, noons)
    expect([...missing.keys()].toSorted()).toEqual([...inexpressibleIds, ...twins].toSorted())
    // Their prices changed at 14:00. The format has dates without times.
    const changedThatDay = [
      'anthropic/claude-3.5-haiku',
      'anthropic/claude-3.5-haiku-20241022',
      'anthropic/claude-3.5-haiku-20241022:beta',
      'anthropic/claude-3.5-haiku:beta',
    ].map((id) => `${id} 2024-12-03`)
    expect([...wrong.keys()].toSorted()).toEqual(changedThatDay)
    expect((await compare(judge, ['2024-12-03T23:59:59.999Z'])).wrong).toEqual(new Map())
    expect(compared).toBeGreaterThan(60_000)
  }, 240_000)

  it('agree with /api/cost when read by the rules of Langfuse, at noon of ten days', async () => {
    const { missing, wrong, compared } = await compare(langfuseJudge(langfuse), noons)
    expect(wrong).toEqual(new Map())
    expect([...missing.get(interrupted)!]).toEqual(['2024-09-01', '2024-12-03', '2025-01-31', '2025-03-27'])
    const withRequestPrice = [...missing.keys()].filter((id) => ![...inexpressibleIds, interrupted].includes(id))
    for (const id of withRequestPrice) {
      const requestPrices = [...pricings.get(id)!].map((pricing) =>
        Number((pricing as { request?: string }).request ?? 0),
      )
      expect([id, requestPrices.some((price) => price > 0)]).toEqual([id, true])
    }
    expect(withRequestPrice).toHaveLength(10)
    expect(compared).toBeGreaterThan(60_000)
  }, 240_000)

  it('are valid by the schema of genai-prices', () => {
    const schema = JSON.parse(captureBytes('genai-prices-data.schema.json').toString()) as object
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    expect(validate(genai), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true)
  })
})
