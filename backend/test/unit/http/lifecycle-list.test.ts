import { NO_OTHERS } from '@modelkeep/catalog/lifecycle/statements'
import { expect, it } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { lifecycleList } from '../../../src/http/bodies/lifecycle.js'
import type { LifecycleFacts } from '../../../src/lifecycle/lifecycle-facts.js'

const removed = (id: string) => ({ id, name: id, removed_at: '2026-07-01T00:00:00.000Z' })

it('has no removed model whose id a private model has', () => {
  const facts: LifecycleFacts = {
    others: NO_OTHERS,
    since: new Map(),
    mirroredSince: new Map(),
    removed: [removed('a/taken'), removed('a/gone')],
  }
  const shown = createCatalogue([{ id: 'a/taken', name: 'Own', expiration_date: '2026-09-01', source: 'overlay' }])
  const { data, total_count: total } = lifecycleList(shown, facts, { now: Date.UTC(2026, 6, 2), ids: undefined })
  expect([data.map(({ id, stage }) => [id, stage]), total]).toEqual([
    [
      ['a/taken', 'deprecated'],
      ['a/gone', 'removed'],
    ],
    2,
  ])
})
