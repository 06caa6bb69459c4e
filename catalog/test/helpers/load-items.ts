import { expect } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { validateCatalogue } from '../../src/model/validate-catalogue.js'

/** The catalogue of a list that has to be accepted without a rejected model. */
export function loadItems(items: readonly unknown[], baseline: ReadonlyMap<string, Model> = new Map()): Model[] {
  const validation = validateCatalogue({ items, baseline, maxShrinkPercent: 20 })
  expect(validation.rejected).toEqual([])
  if (validation.verdict !== 'accepted') throw new Error(`${validation.reason}: ${validation.detail}`)
  return validation.catalogue
}
