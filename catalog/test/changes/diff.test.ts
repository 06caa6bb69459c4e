import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeKindSchema } from '../../src/contract/change-kind.js'
import { arbitraryModel, reverseKeys } from '../helpers/arbitrary-model.js'
import { NEVER_SEEN, diff } from '../helpers/diff-models.js'
import { makeModel, makeModels } from '../helpers/make-model.js'

describe('added and removed models', () => {
  const [one = makeModel(), two = makeModel(), three = makeModel()] = makeModels(3)

  it('are reported as added, removed or returned', () => {
    expect(diff([one, two], [three, one], NEVER_SEEN)).toEqual([
      {
        modelId: three.id,
        kind: 'model_added',
        field: null,
        before: null,
        after: { name: three.name },
        scheduled: false,
      },
      {
        modelId: two.id,
        kind: 'model_removed',
        field: null,
        before: { name: two.name },
        after: null,
        scheduled: false,
      },
    ])
    expect(diff([one], [one, three], (id) => id === three.id).map(({ kind }) => kind)).toEqual(['model_returned'])
  })

  it('are all added in the first sync', () => {
    expect(diff([], [one, two]).map(({ kind, modelId }) => [kind, modelId])).toEqual([
      ['model_added', one.id],
      ['model_added', two.id],
    ])
  })

  it('produce no field changes', () => {
    expect(diff([one], [{ ...two, context_length: 5 }])).toHaveLength(2)
  })

  it('produce no change when they move in the list', () => {
    expect(diff([one, two, three], [three, two, one])).toEqual([])
  })
})

describe('diffCatalogues', () => {
  const catalogue = fc.uniqueArray(arbitraryModel(fc.constantFrom('a/a', 'a/b', 'a/c', '~a/d', 'a/e:free')), {
    selector: ({ id }) => id,
    maxLength: 5,
  })

  it('finds no changes between equal catalogues, whatever the key order', () => {
    fc.assert(
      fc.property(catalogue, (models) => {
        expect(diff(models, structuredClone(models).map(reverseKeys))).toEqual([])
      }),
    )
  })

  it('never throws, and reports each field once with different JSON values', () => {
    fc.assert(
      fc.property(catalogue, catalogue, fc.boolean(), (before, after, seen) => {
        const changes = diff(before, after, () => seen)
        const keys = changes.map(({ modelId, field }) => `${modelId} ${field}`)
        expect(new Set(keys).size).toBe(keys.length)
        for (const change of changes) {
          expect(changeKindSchema.safeParse(change.kind).success).toBe(true)
          expect(JSON.parse(JSON.stringify(change))).toEqual(change)
          expect(change.before).not.toEqual(change.after)
        }
      }),
    )
  })

  it('is symmetric', () => {
    fc.assert(
      fc.property(catalogue, catalogue, (before, after) => {
        const there = diff(before, after).map(({ modelId, field, before: a, after: b }) => [modelId, field, a, b])
        const back = diff(after, before).map(({ modelId, field, before: a, after: b }) => [modelId, field, b, a])
        expect(new Set(back.map((change) => JSON.stringify(change)))).toEqual(
          new Set(there.map((change) => JSON.stringify(change))),
        )
      }),
    )
  })
})
