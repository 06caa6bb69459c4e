import { describe, expect, it } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { scatterPoints } from '../src/features/explore/scatter/scatter-points.js'
import { linearScale, logScale } from '../src/features/explore/scatter/scatter-scale.js'

const model = (id: string, prompt: string | undefined, intelligence: number | undefined, context = 1000) =>
  makeModel({
    id,
    context_length: context,
    architecture: { input_modalities: ['text'], output_modalities: ['text'] },
    pricing: { ...(prompt !== undefined && { prompt }), completion: '0.000001' },
    ...(intelligence !== undefined && { benchmarks: { artificial_analysis: { intelligence_index: intelligence } } }),
  })
const ids = (points: readonly { model: { id: string } }[]) => points.map(({ model: { id } }) => id)

describe('the points of the plot', () => {
  const models = [
    model('a/dear', '0.00001', 50),
    model('a/cheap', '0.000001', 40),
    model('a/worse', '0.000002', 30),
    model('a/same-price', '0.000001', 20),
    model('a/free', '0', 10),
    model('a/equal', '0.00002', 50),
  ]

  it('are the models by price, with the best for the money marked', () => {
    const points = scatterPoints(models, 'prompt', 'intelligence')
    expect(points.map(({ price }) => price)).toEqual([0, 1, 1, 2, 10, 20])
    expect(ids(points.filter(({ isBest }) => isBest))).toEqual(['a/free', 'a/cheap', 'a/dear'])
  })

  it('leave out what is unknown, dynamic or not billed by token, and never place it at zero', () => {
    const video = {
      ...model('a/video', '0', 60),
      pricing: { prompt: '0', completion: '0' },
      architecture: { input_modalities: ['text'], output_modalities: ['video'] },
    }
    const others = [model('a/unknown', undefined, 60), model('a/dynamic', '-1', 60), model('a/plain', '0.1', undefined)]
    expect(scatterPoints([...others, video], 'prompt', 'intelligence')).toEqual([])
  })

  it('can compare context instead', () => {
    const points = scatterPoints([model('a/b', '0.000001', undefined, 128_000)], 'completion', 'context')
    expect(points).toMatchObject([{ price: 1, value: 128_000, isBest: true }])
  })
})

describe('the axes', () => {
  it('have a tick for each power of ten, and one for zero', () => {
    expect(logScale([0.05, 3]).ticks).toEqual([0.01, 0.1, 1, 10])
    expect(logScale([0, 3]).ticks).toEqual([0, 1, 10])
    expect(logScale([0]).ticks).toEqual([0, 1, 10])
  })

  it('place values in order between 0 and 1', () => {
    const { at } = logScale([0, 0.02, 5, 80])
    const places = [0, 0.02, 5, 80].map(at)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect([places[0], Math.max(...places) <= 1]).toEqual([0, true])
    expect(logScale([1]).at(1)).toBe(0)
  })

  it('are linear for an index', () => {
    expect(linearScale([12, 57]).ticks).toEqual([0, 20, 40, 60])
    expect(linearScale([12, 57]).at(30)).toBe(0.5)
  })
})
