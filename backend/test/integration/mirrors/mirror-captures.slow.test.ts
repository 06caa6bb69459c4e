import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { composeLiteLlm, composeModelsDev } from '@modelkeep/catalog/mirrors/compose-document'
import type { Model } from '@modelkeep/catalog/model/model'
import { modelsDevProviderSchema } from '../../../../catalog/test/mirrors/models-dev-schema.js'
import { ADAPTERS, type MirrorSource } from '../../../src/mirrors/adapters.js'
import { readMirror } from '../../../src/mirrors/mirror-database.js'
import { captureModels, captureModelsDev, capturePriceMap, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { createMirrorFixture, type MirrorFixture } from './helpers/mirror-fixture.js'

const read = (source: MirrorSource, day: string): unknown =>
  source === 'litellm' ? capturePriceMap(day) : captureModelsDev(day)

const captures: readonly [MirrorSource, readonly string[]][] = [
  ['models.dev', ['2026-06-01', '2026-06-15', '2026-07-01']],
  ['litellm', ['2026-07-05', '2026-08-01']],
]

/** LiteLLM ignores a map with fewer than 50 entries, or with under half of those that it ships. */
function isAcceptedByLiteLlm(map: Record<string, unknown>, shipped: number): boolean {
  const entries = Object.keys(map).length
  return entries >= 50 && entries >= shipped / 2
}

describe('real documents', () => {
  beforeEach(({ skip }) => skip(!haveCaptures, noCaptures))
  let fixture: MirrorFixture | undefined
  beforeAll(async () => {
    if (haveCaptures) fixture = await createMirrorFixture()
  })
  afterAll(() => fixture?.close())

  it.each(captures)(
    'of %s are each reproduced at their time, with equal values in the same order',
    async (source, days) => {
      const mirror = fixture!.replica({ source })
      for (const day of days) {
        fixture!.clock.set(Date.parse(day))
        fixture!.publish(read(source, day))
        await mirror.sync(new AbortController().signal)
      }
      for (const day of days) {
        const found = await readMirror(fixture!.db, source, Date.parse(day) + 1)
        expect(JSON.stringify(found!.catalogue.document)).toBe(JSON.stringify(read(source, day)))
      }
    },
  )

  it('take fifty small changes in kilobytes', async () => {
    const mirror = fixture!.replica({ source: 'litellm' })
    const document = read('litellm', '2026-08-01') as Record<string, Record<string, unknown>>
    const size = async (): Promise<number> => {
      const [row] = await fixture!.db.query<{ bytes: number }>(
        `SELECT (SELECT coalesce(sum(pg_column_size(mirror_contents.*)), 0) FROM mirror_contents)
           + (SELECT coalesce(sum(pg_column_size(mirror_versions.*)), 0) FROM mirror_versions)
           + (SELECT coalesce(sum(pg_column_size(mirror_orders.*)), 0) FROM mirror_orders)
           + (SELECT coalesce(sum(pg_column_size(mirror_fetches.*)), 0) FROM mirror_fetches) AS bytes`,
      )
      return row!.bytes
    }
    const before = await size()
    for (const [nr, key] of Object.keys(document).slice(100, 150).entries()) {
      fixture!.clock.set(Date.parse('2026-08-02') + nr * 60_000)
      document[key] = { ...document[key], input_cost_per_token: 0.000001 + nr * 1e-9 }
      fixture!.publish(document)
      await mirror.sync(new AbortController().signal)
    }
    const bytes = (await size()) - before
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(100_000)
  })

  it('hold our catalogue, which clients accept, and change nothing else', () => {
    const models = captureModels('openrouter-models-2026-08-22.json') as unknown as Model[]
    const modelsDev = read('models.dev', '2026-07-01') as Parameters<typeof composeModelsDev>[0] & object
    const composed = composeModelsDev(modelsDev, models)
    expect(JSON.stringify({ ...composed.document, openrouter: null })).toBe(
      JSON.stringify({ ...modelsDev, openrouter: null }),
    )
    expect(composed).toMatchObject({ models: 421, omitted: 0 })
    const prices = read('litellm', '2026-08-01') as Record<string, unknown>
    const map = composeLiteLlm(prices, models).document
    const others = (document: Record<string, unknown>) =>
      JSON.stringify(Object.entries(document).filter(([key]) => !key.startsWith('openrouter/')))
    expect(others(map)).toBe(others(prices))
  })

  it.each(captures[1]![1])('of LiteLLM of %s, with our part, are not discarded by it', (day) => {
    const models = captureModels('openrouter-models-2026-08-22.json') as unknown as Model[]
    const shipped = Object.keys(capturePriceMap('2026-08-01')).length
    const map = composeLiteLlm(capturePriceMap(day), models).document
    expect(isAcceptedByLiteLlm(map, shipped)).toBe(true)
    expect(isAcceptedByLiteLlm(composeLiteLlm(null, models).document, shipped)).toBe(false)
    expect(ADAPTERS.litellm.minEntries).toBeGreaterThanOrEqual(shipped / 2)
  })

  it.each(['2026-06-15', '2026-07-01'])(
    'of models.dev of %s hold our models as models.dev documents them, and so do they alone',
    (day) => {
      const files = ['openrouter-models-2026-08-22.json', 'openrouter-models-all-modalities-2026-08-05.json'] as const
      for (const models of files.map((file) => captureModels(file) as unknown as Model[]))
        for (const document of [captureModelsDev(day), null]) {
          const provider = composeModelsDev(document, models).document['openrouter']
          expect(modelsDevProviderSchema.safeParse(provider).error?.issues ?? []).toEqual([])
        }
    },
  )

  it('of models.dev are themselves as it documents them', () => {
    const providers = Object.values(captureModelsDev('2026-07-01'))
    expect(providers.flatMap((one) => modelsDevProviderSchema.safeParse(one).error?.issues ?? [])).toEqual([])
  })

  it('name no price of zero that is not published as zero', () => {
    const models = captureModels('openrouter-models-2026-08-22.json') as unknown as Model[]
    const { document } = composeModelsDev(null, models)
    const entries = document['openrouter']!.models as Record<string, { cost?: Record<string, unknown> }>
    const zeros = models.filter(({ id }) => entries[id]?.cost?.['input'] === 0 || entries[id]?.cost?.['output'] === 0)
    expect(zeros.length).toBeGreaterThan(0)
    expect(zeros.filter(({ pricing }) => Number(pricing?.prompt) !== 0 && Number(pricing?.completion) !== 0)).toEqual(
      [],
    )
  })
})
