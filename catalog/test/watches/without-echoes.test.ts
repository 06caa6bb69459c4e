import { expect, it } from 'vitest'
import type { ListedChange } from '../../src/contract/changes.js'
import { withoutEchoes } from '../../src/watches/without-echoes.js'

const context = (field: string, after: number, more: Partial<ListedChange> = {}): ListedChange => ({
  seq: 1,
  observed_at: '2026-08-22T14:05:00.000Z',
  model_id: 'a/one',
  name: 'One',
  author: 'a',
  kind: 'context_changed',
  field,
  before: 4_096,
  after,
  percent: null,
  scheduled: false,
  flapping: null,
  removed_at: null,
  removed_seq: null,
  ...more,
})

it('leaves out the context at the top provider when it moved as the context of the model did', () => {
  const told = context('context_length', 8_192)
  expect(withoutEchoes([context('top_provider.context_length', 8_192), told])).toEqual([told])
})

it.each([
  ['moved to another value', { after: 9_000 }],
  ['is of another model', { model_id: 'a/two' }],
  ['moved at another time', { observed_at: '2026-08-23T14:05:00.000Z' }],
])('keeps a context at the top provider that %s', (_, more) => {
  const both = [context('context_length', 8_192), context('top_provider.context_length', 8_192, more)]
  expect(withoutEchoes(both)).toEqual(both)
})
