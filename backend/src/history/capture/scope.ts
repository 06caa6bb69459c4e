import type { Scope } from '@modelkeep/catalog/contract/syncs'
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import type { Catalogue } from '../../catalogue/catalogue.js'

/** Whether a list of this scope would contain the model: its absence from such a list means that it was removed. */
export function covers(scope: Scope, model: Model): boolean {
  return scope === 'all' || outputModalities(model).includes('text')
}

/**
 * Completes a list with the models of the previous catalogue that its scope does not cover. Each keeps its place: after the nearest
 * model before it that is still listed. Ids in `removed` are not carried over, whatever the scope.
 */
export function withUncovered(
  listed: readonly Model[],
  previous: Catalogue,
  scope: Scope,
  removed: ReadonlySet<string> = new Set(),
): Model[] {
  if (scope === 'all') return [...listed]
  const listedIds = new Set(listed.map(({ id }) => id))
  const following = new Map<string | null, Model[]>()
  let nearest: string | null = null
  for (const { id, raw, model } of previous.entries) {
    if (listedIds.has(id)) nearest = id
    else if (!covers(scope, model) && !removed.has(id)) following.set(nearest, [...(following.get(nearest) ?? []), raw])
  }
  return [...(following.get(null) ?? []), ...listed.flatMap((model) => [model, ...(following.get(model.id) ?? [])])]
}
