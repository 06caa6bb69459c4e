import { describe, expect, it } from 'vitest'
import { modelHistorySchema } from '../../src/contract/model-history.js'
import type { Model } from '../../src/model/model.js'
import { gapsOf, versionsOf } from '../../src/changes/model-versions.js'
import { seriesOf, type ModelState } from '../../src/changes/price-series.js'
import { compareCatalogues } from '../../src/changes/compare-catalogues.js'
import { byId, makeModel, makeModels } from '../helpers/make-model.js'

const start = Date.parse('2026-03-01T00:00:00Z')
const day = (nr: number): string => new Date(start + nr * 86_400_000).toISOString()

/** One state a day; null: not in the catalogue. */
const states = (...models: (Model | null)[]): ModelState[] =>
  models.map((model, nr) => ({ observedAt: start + nr * 86_400_000, model }))
const priced = (pricing: Record<string, unknown>, more: Record<string, unknown> = {}): Model =>
  makeModel({ pricing, ...more })
const series = (field: string, ...models: (Model | null)[]) =>
  seriesOf(states(...models)).find((one) => one.field === field)?.steps

describe('seriesOf', () => {
  it('returns steps without gaps until now', () => {
    expect(series('pricing.prompt', priced({ prompt: '1' }), priced({ prompt: '2' }))).toEqual([
      { from: day(0), to: day(1), value: '1' },
      { from: day(1), to: null, value: '2' },
    ])
  })

  it('covers every price that was ever set, the context and the expiry date', () => {
    const models = [
      priced({ prompt: '1', new_thing: '5', discount: 0.5, overrides: [] }),
      priced({ request: '2', image: '0' }),
    ]
    expect(seriesOf(states(...models)).map(({ field }) => field)).toEqual([
      'pricing.prompt',
      'pricing.request',
      'pricing.image',
      'pricing.new_thing',
      'context_length',
      'expiration_date',
    ])
    expect(seriesOf([]).map(({ steps }) => steps)).toEqual([[], []])
  })

  it('starts no step for an equal value', () => {
    expect(
      series(
        'pricing.prompt',
        priced({ prompt: '0.10' }),
        priced({ prompt: '0.1' }),
        makeModel({ pricing: { prompt: '0.1' }, context_length: 5 }),
      ),
    ).toEqual([{ from: day(0), to: null, value: '0.10' }])
    expect(
      series(
        'expiration_date',
        makeModel({ expiration_date: null }),
        makeModel({ expiration_date: '2098-12-31' }),
        makeModel({ expiration_date: undefined }),
      ),
    ).toEqual([{ from: day(0), to: null, value: null }])
  })

  it('has no value while a price is not published', () => {
    expect(
      series('pricing.image', priced({}), priced({ image: '0' }), priced({ image: '3' }), priced({}))?.map(
        ({ value }) => value,
      ),
    ).toEqual([null, '0', '3', null])
    expect(
      series('pricing.prompt', priced({}), priced({ prompt: '0' }), priced({}))?.map(({ value }) => value),
    ).toEqual([null, '0', null])
  })

  it('has no value while the model is removed', () => {
    expect(
      series('pricing.image', priced({ image: '0' }), null, null, priced({ image: '0' }))?.map(({ value }) => value),
    ).toEqual(['0', null, '0'])
    expect(series('context_length', makeModel(), null)?.map(({ value, to }) => [value, to])).toEqual([
      [128_000, day(1)],
      [null, null],
    ])
  })

  it('uses the later of two states at one time', () => {
    const [first, second] = states(priced({ prompt: '1' }), priced({ prompt: '2' })) as [ModelState, ModelState]
    const steps = seriesOf([first, { ...second, observedAt: first.observedAt }]).find(
      ({ field }) => field === 'pricing.prompt',
    )?.steps
    expect(steps).toEqual([{ from: day(0), to: null, value: '2' }])
  })

  it('keeps dynamic prices as upstream writes them', () => {
    expect(series('pricing.prompt', priced({ prompt: '-1' }))).toEqual([{ from: day(0), to: null, value: '-1' }])
  })
})

describe('gapsOf', () => {
  it('returns periods of absence, open-ended for a removed model', () => {
    expect(gapsOf(states(makeModel(), null, makeModel(), null))).toEqual([
      { from: day(1), to: day(2) },
      { from: day(3), to: null },
    ])
    expect(gapsOf(states(makeModel(), makeModel({ name: 'x' })))).toEqual([])
  })
})

describe('versionsOf', () => {
  const versions = (churned: ReadonlySet<string>, ...models: (Model | null)[]) =>
    versionsOf(states(...models).map((look) => ({ ...look, churned })))
  const none = new Set<string>()

  it('returns versions newest first, with changes in percent', () => {
    expect(
      versions(none, priced({ prompt: '0.4' }), priced({ prompt: '0.3' }), null, priced({ prompt: '0.3' })),
    ).toEqual([
      { observed_at: day(3), changes: [expect.objectContaining({ kind: 'model_returned', percent: null })] },
      { observed_at: day(2), changes: [expect.objectContaining({ kind: 'model_removed', field: null })] },
      {
        observed_at: day(1),
        changes: [
          {
            kind: 'price_changed',
            field: 'pricing.prompt',
            before: '0.4',
            after: '0.3',
            percent: -25,
            scheduled: false,
          },
        ],
      },
      {
        observed_at: day(0),
        changes: [expect.objectContaining({ kind: 'model_added', after: { name: 'Acme: acme/one' } })],
      },
    ])
  })

  it('lists no changes for unwatched fields', () => {
    expect(versions(none, makeModel(), makeModel({ description: 'x' }))[0]?.changes).toEqual([])
  })

  it('marks scheduled moves', () => {
    const overrides = [
      { utc_start: 0, utc_end: 1200, prompt: '1' },
      { utc_start: 1200, utc_end: 0, prompt: '2' },
    ]
    expect(
      versions(none, priced({ prompt: '1', overrides }), priced({ prompt: '2', overrides }))[0]?.changes,
    ).toMatchObject([{ scheduled: true, percent: 100 }])
  })

  it('omits schema changes', () => {
    const models = [
      makeModel({ supported_voices: undefined }),
      makeModel({ supported_voices: ['nova'], context_length: 5 }),
    ]
    expect(versions(new Set(['supported_voices']), ...models)[0]?.changes.map(({ field }) => field)).toEqual([
      'context_length',
    ])
  })

  it('satisfies the contract', () => {
    const all = states(makeModel(), null, makeModel({ context_length: null }))
    const history = {
      id: 'acme/one',
      name: 'One',
      present: true,
      first_seen: day(0),
      last_seen: day(2),
      gaps: gapsOf(all),
      versions: versions(none, ...all.map(({ model }) => model)),
      series: seriesOf(all),
    }
    expect(modelHistorySchema.parse(history)).toEqual(history)
  })
})

describe('compareCatalogues', () => {
  it('lists added, removed and changed models with values before and after', () => {
    const [one, two, three] = makeModels(3) as [Model, Model, Model]
    expect(
      compareCatalogues(
        byId([one, two]),
        byId([three, { ...two, context_length: 5, pricing: { ...two.pricing, prompt: '0.000002' } }]),
      ),
    ).toEqual({
      added: [{ id: three.id, name: three.name }],
      removed: [{ id: one.id, name: one.name }],
      changed: [
        {
          id: two.id,
          name: two.name,
          changes: [
            { kind: 'context_changed', field: 'context_length', before: 128_000, after: 5, percent: null },
            { kind: 'price_changed', field: 'pricing.prompt', before: '0.000001', after: '0.000002', percent: 100 },
          ],
        },
      ],
      schema: [],
    })
  })

  it('omits scheduled moves', () => {
    const overrides = [
      { utc_start: 0, utc_end: 1200, prompt: '1' },
      { utc_start: 1200, utc_end: 0, prompt: '2' },
    ]
    expect(
      compareCatalogues(byId([priced({ prompt: '1', overrides })]), byId([priced({ prompt: '2', overrides })])).changed,
    ).toEqual([])
  })

  it('lists a schema change once', () => {
    expect(
      compareCatalogues(byId(makeModels(20, { supported_parameters: undefined })), byId(makeModels(20))),
    ).toMatchObject({ changed: [], schema: [{ field: 'supported_parameters', before: 0, after: 20 }] })
  })
})
