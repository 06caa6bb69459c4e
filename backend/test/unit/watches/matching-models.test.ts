import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { expect, it } from 'vitest'
import { modelsMatching } from '../../../src/watches/events/matching-models.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

const models = [8_000, 300_000].map((length) =>
  typedModel(exampleModel(`a/of-${length}`, { context_length: length }) as unknown as Parameters<typeof typedModel>[0]),
)

it('finds the models that match a query', () => {
  expect([...modelsMatching('context=200000', models, 0)]).toEqual(['a/of-300000'])
})

it('finds none by a query that is no longer accepted', () => {
  expect([...modelsMatching('parameter_of_the_past=1', models, 0)]).toEqual([])
})
