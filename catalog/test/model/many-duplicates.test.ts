import { expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { validateCatalogue } from '../../src/model/validate-catalogue.js'
import { makeModel } from '../helpers/make-model.js'

it('compares each of many items with one id only once', () => {
  let reads = 0
  const counted = (): Model =>
    Object.defineProperty(makeModel(), 'description', { enumerable: true, get: () => String((reads += 1) && 'same') })
  const copies = Array.from({ length: 300 }, counted)
  const { id } = copies[0]!
  const validation = validateCatalogue({
    items: copies,
    baseline: new Map(),
    maxShrinkPercent: 20,
    validateItemAt: (item) => ({ model: item as Model, id, unexpected: [] }),
  })
  expect(validation).toMatchObject({ verdict: 'quarantined', reason: 'too_many_broken' })
  expect(validation.rejected).toHaveLength(299)
  expect(reads).toBeLessThanOrEqual(4 * copies.length)
})
