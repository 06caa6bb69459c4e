// Compares two catalogues that may be far apart: the net result, not the steps in between.
import type { CatalogueDiff } from '../contract/catalogue-diff.js'
import type { Change } from './change.js'
import { diffCatalogues } from './diff.js'
import type { Model } from '../model/model.js'
import { pricePercent } from '../price/percent-change.js'

type Comparison = Pick<CatalogueDiff, 'added' | 'removed' | 'changed' | 'schema'>

/** Lists are in catalogue order. Prices that only moved within an unchanged schedule are not listed. */
export function compareCatalogues(before: ReadonlyMap<string, Model>, after: ReadonlyMap<string, Model>): Comparison {
  const changes = diffCatalogues(before, after, () => false).filter(({ scheduled }) => !scheduled)
  const named = (kind: Change['kind'], catalogue: ReadonlyMap<string, Model>) =>
    changes.flatMap(({ kind: own, modelId }) =>
      own === kind && modelId !== null ? [{ id: modelId, name: catalogue.get(modelId)?.name ?? modelId }] : [],
    )
  return {
    added: named('model_added', after),
    removed: named('model_removed', before),
    changed: changedModels(changes, after),
    schema: changes.flatMap(({ kind, field, before: had, after: has }) =>
      kind === 'schema_changed' && field !== null ? [{ field, before: modelsIn(had), after: modelsIn(has) }] : [],
    ),
  }
}

function changedModels(changes: readonly Change[], after: ReadonlyMap<string, Model>): Comparison['changed'] {
  const byModel = new Map<string, Comparison['changed'][number]>()
  for (const { modelId, kind, field, before: had, after: has } of changes) {
    if (modelId === null || field === null) continue
    const model = byModel.get(modelId) ?? { id: modelId, name: after.get(modelId)?.name ?? modelId, changes: [] }
    model.changes.push({ kind, field, before: had, after: has, percent: pricePercent(field, had, has) })
    byModel.set(modelId, model)
  }
  return [...byModel.values()]
}

function modelsIn(value: unknown): number {
  return (value as { models: number }).models
}
