import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { applyOverlay, overlayWarnings, shownModel } from '../../src/overlay/apply-overlay.js'
import { ownKindOf } from '../../src/overlay/marks.js'
import { createOverlay, ownEntryAt, type OwnModel, type OwnPrice } from '../../src/overlay/overlay.js'
import { byId, makeModel } from '../helpers/make-model.js'

const price = (id: string, prompt: string, from: number | null = null, to: number | null = null): OwnPrice => ({
  kind: 'price',
  id,
  pricing: { prompt },
  from,
  to,
})
const own = (id: string, from: number | null = null, to: number | null = null): OwnModel => ({
  kind: 'model',
  id,
  model: { id, name: id },
  from,
  to,
})
const applied = (models: Model[], overlay: ReturnType<typeof createOverlay>, at = 0): Model[] =>
  applyOverlay(models, overlay.at(at), shownModel)

describe('an overlay over time', () => {
  const overlay = createOverlay(
    [own('acme/private', 20, 40)],
    [price('a/one', '1', null, 10), price('a/one', '2', 10, 30), price('a/two', '3')],
  )

  it.each([
    [-1, '1', null, 10],
    [9, '1', null, 10],
    [10, '2', 10, 20],
    [20, '2', 20, 30],
    [29, '2', 20, 30],
    [30, undefined, 30, 40],
    [40, undefined, 40, null],
  ])('has at %i the price %s, from %s to %s', (time, prompt, from, to) => {
    const state = overlay.at(time)
    expect([state.prices.get('a/one')?.pricing.prompt, state.from, state.to]).toEqual([prompt, from, to])
    expect(ownEntryAt(overlay, 'a/one', time)).toBe(state.prices.get('a/one') ?? null)
    expect(state.models.has('acme/private')).toBe(time >= 20 && time < 40)
    expect(state.prices.has('a/two')).toBe(true)
  })

  it('is the same object between two changes', () => {
    expect(overlay.at(25)).toBe(overlay.at(20))
    expect(overlay.at(30)).not.toBe(overlay.at(20))
  })
})

describe('applyOverlay', () => {
  const models = [makeModel({ id: 'a/one' }), makeModel({ id: 'a/two', pricing: undefined })]

  it('replaces a price as a whole, keeps the published one, and marks the model', () => {
    const [one, two] = applied(models, createOverlay([], [price('a/one', '5')]))
    expect(one).toEqual({
      ...models[0],
      pricing: { prompt: '5' },
      published_pricing: models[0]!.pricing,
      source: 'overlay',
    })
    expect(Object.keys(one!).slice(-2)).toEqual(['published_pricing', 'source'])
    expect(two).toBe(models[1])
    expect([ownKindOf(one!), ownKindOf(two!)]).toEqual(['price', null])
  })

  it('shows null as the published price of a model without one', () => {
    const shown = applied(models, createOverlay([], [price('a/two', '5')]))[1]!
    expect(shown['published_pricing']).toBeNull()
    expect(ownKindOf(shown)).toBe('price')
  })

  it('puts private models last, in the order of the file, and a model of a known id in its place', () => {
    const shown = applied(models, createOverlay([own('z/z'), own('a/one'), own('b/b')], []))
    expect(shown.map(({ id }) => id)).toEqual(['a/one', 'a/two', 'z/z', 'b/b'])
    expect(shown[0]).toEqual({ id: 'a/one', name: 'a/one', published_pricing: models[0]!.pricing, source: 'overlay' })
    expect(shown[2]).toEqual({ id: 'z/z', name: 'z/z', source: 'overlay' })
    expect(shown.map(ownKindOf)).toEqual(['price', null, 'private', 'private'])
  })

  it('does not list a model that has only a price', () => {
    expect(applied(models, createOverlay([], [price('a/gone', '5')]))).toEqual(models)
  })

  it('warns of replaced models and of prices for unknown ones', () => {
    const state = createOverlay([own('a/one'), own('b/b')], [price('a/two', '1'), price('a/gone', '1')]).at(0)
    expect(overlayWarnings(state, byId(models))).toEqual([
      'The model a/one of the overlay replaces the one that upstream lists.',
      'The overlay has a price of a/gone, which the catalogue does not list.',
    ])
  })
})
