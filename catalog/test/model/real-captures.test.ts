import { beforeEach, describe, expect, it } from 'vitest'
import { canonicalise, joinFacets } from '../../src/model/canonical.js'
import { diffCatalogues } from '../../src/changes/diff.js'
import type { Model } from '../../src/model/model.js'
import { withRequiredFields } from '../../src/model/required-fields.js'
import { parsePayload } from '../../src/model/payload.js'
import { isFree } from '../../src/price/price.js'
import { validateCatalogue } from '../../src/model/validate-catalogue.js'
import { byId } from '../helpers/make-model.js'
import { officialModel } from '../helpers/official-client.js'
import { ALL_MODALITIES, FULL_LIST, hasRealCaptures, history, readCapture } from '../helpers/real-captures.js'

function load(items: readonly unknown[], baseline: ReadonlyMap<string, Model> = new Map()): Model[] {
  const validation = validateCatalogue({ items, baseline, maxShrinkPercent: 20 })
  expect(validation.rejected).toEqual([])
  if (validation.verdict !== 'accepted') throw new Error(`${validation.reason}: ${validation.detail}`)
  return validation.catalogue
}

function itemsOf(name: string): unknown[] {
  const payload = parsePayload(readCapture(name))
  if (!payload.ok) throw new Error(payload.detail)
  return payload.items
}

describe('real captures', () => {
  beforeEach((context) => context.skip(!hasRealCaptures(), 'the real captures are not at ../shared/data'))

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

  // Two years with up to two captures a day; takes about ten seconds.
  it('are all accepted in order, with 18 schema changes and a few changes a day', { timeout: 180_000 }, async () => {
    let known = new Map<string, Model>()
    const seen = new Set<string>()
    const kinds = new Map<string, number>()
    const schema: string[] = []
    let captures = 0
    for await (const { data } of history()) {
      const catalogue = byId(load(data, known))
      const changes = diffCatalogues(known, catalogue, (id) => seen.has(id))
      for (const { kind, field } of captures === 0 ? [] : changes) {
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        if (kind === 'schema_changed') schema.push(field ?? '')
      }
      for (const id of catalogue.keys()) seen.add(id)
      known = catalogue
      captures += 1
    }
    expect(captures).toBe(943)
    expect(schema).toHaveLength(18)
    expect(schema).toEqual(
      expect.arrayContaining([
        'supported_parameters',
        'pricing.input_cache_read',
        'architecture.input_modalities',
        'expiration_date',
      ]),
    )
    const added = kinds.get('model_added') ?? 0
    const returned = kinds.get('model_returned') ?? 0
    expect(returned).toBeGreaterThan(50)
    expect(known.size).toBe(178 + added + returned - (kinds.get('model_removed') ?? 0))
    // Without the rule for schema changes there would be several thousand more.
    expect(kinds.get('price_changed')).toBeLessThan(4_700)
  })
})
