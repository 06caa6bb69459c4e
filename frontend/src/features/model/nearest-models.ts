// What may have been meant by an id that no model has.
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { similarNames } from '@modelkeep/catalog/query/similar-names'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'

const most = 6

/** Best first, at most six: those whose dated slug it is, those spelt like it, those that a search for it finds, and others of its author. */
export function nearestModels({ models, byId, search }: CatalogueView, id: string): Model[] {
  const bare = id.split(':', 1)[0] ?? id
  const slug = bare.split('/').at(-1) ?? bare
  const found = [
    ...models.filter((model) => model.canonical_slug === id || model.canonical_slug === bare),
    ...[bare, ...similarNames(id, [...byId.keys()])].map((one) => byId.get(one)),
    ...[bare, slug]
      .flatMap((words) => (/[a-z0-9]/i.test(words) ? search.search(words).slice(0, most) : []))
      .map((position) => models[position]),
    ...models.filter((model) => authorOf(model.id) === authorOf(id)),
  ]
  return [...new Set(found.filter((model) => model !== undefined))].slice(0, most)
}
