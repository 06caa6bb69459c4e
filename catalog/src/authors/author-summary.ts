import type { Big } from 'big.js'
import { authorOf, isAlias } from '../model/model-id.js'
import { authorNames } from '../model/model-name.js'
import type { Model } from '../model/model.js'
import { isBilledByDuration, tokenPrice } from '../price/price.js'
import { similarNames } from '../query/similar-names.js'

export interface Author {
  /** The part of the ids before the slash, without `~`. */
  author: string
  /** Display name; the id when no model names its author. */
  name: string
}

export interface AuthorSummary extends Author {
  /** In the order of the catalogue, including variants and aliases. */
  models: readonly Model[]
  /** Not an alias; a variant only if its model is older or gone. null: no model has a date. */
  newest: Model | null
  /** USD per token. null: no input price is known. */
  inputPrices: { lowest: Big; highest: Big } | null
}

/** `author` in any case, with or without `~`. null: no model is by this author. */
export function authorSummary(models: readonly Model[], author: string): AuthorSummary | null {
  const wanted = authorOf(author).toLowerCase()
  const own = author.includes('/') ? [] : models.filter(({ id }) => authorOf(id).toLowerCase() === wanted)
  const [first] = own
  if (first === undefined) return null
  const id = authorOf(first.id)
  const name = authorNames(own).get(id) ?? id
  return { author: id, name, models: own, newest: newestOf(own), inputPrices: inputPricesOf(own) }
}

/** Up to four authors whose id or name is similar, most similar first. */
export function nearestAuthors(models: readonly Model[], author: string): Author[] {
  const names = authorNames(models)
  const ids = new Map([...names].flatMap(([id, name]) => [[id, id] as const, [name, id] as const]))
  const found = similarNames(authorOf(author), [...ids.keys()]).map((name) => ids.get(name) ?? name)
  return [...new Set(found)].map((id) => ({ author: id, name: names.get(id) ?? id }))
}

function newestOf(models: readonly Model[]): Model | null {
  const dated = models.filter(({ id, created }) => created != null && !isAlias(id))
  const isVariant = ({ id }: Model): number => Number(id.includes(':'))
  return dated.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0) || isVariant(a) - isVariant(b))[0] ?? null
}

function inputPricesOf(models: readonly Model[]): AuthorSummary['inputPrices'] {
  const prices = models
    .filter((model) => !isBilledByDuration(model, model.pricing?.prompt))
    .map((model) => tokenPrice(model, 'prompt'))
    .flatMap((price) => (price.kind === 'known' ? [price.value] : []))
    .toSorted((a, b) => a.cmp(b))
  const [lowest, highest] = [prices[0], prices.at(-1)]
  return lowest === undefined || highest === undefined ? null : { lowest, highest }
}
