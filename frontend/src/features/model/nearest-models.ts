// Suggestions for an unknown id.
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { similarNames } from '@modelkeep/catalog/query/similar-names'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'

const maxModels = 6

/** At most six, best first: models with this canonical slug, with a similar id, found by a search for it, and by the same author. */
export function nearestModels({ models, byId, search }: CatalogueView, id: string): Model[] {
  const bare = id.split(':', 1)[0] ?? id
  const slug = bare.split('/').at(-1) ?? bare
  const found = [
    ...models.filter((model) => model.canonical_slug === id || model.canonical_slug === bare),
    ...[bare, ...similarNames(id, [...byId.keys()])].map((one) => byId.get(one)),
    ...[bare, slug]
      .flatMap((words) => (/[a-z0-9]/i.test(words) ? search.search(words).slice(0, maxModels) : []))
      .map((position) => models[position]),
    ...models.filter((model) => authorOf(model.id) === authorOf(id)),
  ]
  return [...new Set(found.filter((model) => model !== undefined))].slice(0, maxModels)
}
