import type { Scope } from '@modelkeep/catalog/contract/api'
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/traits'
import type { Catalogue } from '../../catalogue/catalogue.js'

/** Whether a list of this scope, by not having the model, says that it is gone. */
export function covers(scope: Scope, model: Model): boolean {
  return scope === 'all' || outputModalities(model).includes('text')
}

/**
 * A list and, of the catalogue before it, the models that it does not speak for. Each of these stays behind the model that it
 * stood behind: the nearest before it that is still there. `besides` are ids of which the list says that they are gone all the same.
 */
export function withUncovered(
  listed: readonly Model[],
  before: Catalogue,
  scope: Scope,
  besides: ReadonlySet<string> = new Set(),
): Model[] {
  if (scope === 'all') return [...listed]
  const ids = new Set(listed.map(({ id }) => id))
  const behind = new Map<string | null, Model[]>()
  let nearest: string | null = null
  for (const { id, model } of before.entries) {
    if (ids.has(id)) nearest = id
    else if (!covers(scope, model) && !besides.has(id)) behind.set(nearest, [...(behind.get(nearest) ?? []), model])
  }
  return [...(behind.get(null) ?? []), ...listed.flatMap((model) => [model, ...(behind.get(model.id) ?? [])])]
}
