import { beforeEach, describe, expect, it } from 'vitest'
import { canonicalise, joinFacets } from '../../src/model/canonical.js'
import { withRequiredFields } from '../../src/model/required-fields.js'
import { parsePayload } from '../../src/model/payload.js'
import { isFree } from '../../src/price/price.js'
import { loadItems as load } from '../helpers/load-items.js'
import { officialModel } from '../helpers/official-client.js'
import { ALL_MODALITIES, FULL_LIST, hasRealCaptures, noRealCaptures, readCapture } from '../helpers/real-captures.js'

function itemsOf(name: string): unknown[] {
  const payload = parsePayload(readCapture(name))
  if (!payload.ok) throw new Error(payload.detail)
  return payload.items
}

describe('real captures', () => {
  beforeEach((context) => context.skip(!hasRealCaptures(), noRealCaptures))

  it.each([
    [FULL_LIST, 421],
    [ALL_MODALITIES, 457],
  ])('%s is accepted completely and unchanged', (name, count) => {
    const items = itemsOf(name)
    const catalogue = load(items)
    expect(catalogue).toHaveLength(count)
    expect(catalogue).toStrictEqual(items)
  })

  it.each([FULL_LIST, ALL_MODALITIES])('%s has all required fields and stays unchanged', (name) => {
    for (const model of load(itemsOf(name))) {
      expect(withRequiredFields(model)).toBe(model)
      expect(officialModel.safeParse(model).error).toBeUndefined()
    }
  })

  it.each([FULL_LIST, ALL_MODALITIES])('%s is restored byte for byte from its facets', (name) => {
    for (const model of load(itemsOf(name))) {
      const { benchmarks, ...rest } = model
      expect(JSON.stringify(joinFacets(rest, benchmarks))).toBe(JSON.stringify(canonicalise(model)))
    }
  })

  it('lists free models as free, but not song models that charge per song', () => {
    const free = load(itemsOf(FULL_LIST))
      .filter(isFree)
      .map(({ id }) => id)
    expect(free.filter((id) => !id.endsWith(':free'))).toEqual(['stealth/ox-alpha', 'openrouter/free'])
    expect(
      load(itemsOf(ALL_MODALITIES))
        .filter(isFree)
        .filter(({ id }) => !id.endsWith(':free'))
        .map(({ id }) => id),
    ).toEqual(['openrouter/free'])
  })
})
