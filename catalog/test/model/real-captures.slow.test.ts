import { beforeEach, describe, expect, it } from 'vitest'
import { diffCatalogues } from '../../src/changes/diff.js'
import type { Model } from '../../src/model/model.js'
import { loadItems as load } from '../helpers/load-items.js'
import { byId } from '../helpers/make-model.js'
import { hasRealCaptures, noRealCaptures, history } from '../helpers/real-captures.js'

describe('real captures', () => {
  beforeEach((context) => context.skip(!hasRealCaptures(), noRealCaptures))

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
