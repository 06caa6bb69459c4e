import { listOf } from './change-filter.js'
import { maxModels } from '../../../shared/subscribe/subscription-urls.js'

interface FoundModel {
  id: string
  name: string
}

/** What the model filter stands for. `ids`: the API's `model` parameter; undefined without a filter. */
export type FoundModels =
  | { state: 'found'; ids: string | undefined; count: number }
  /** Parts of names, which are looked up in the catalogue, that is still loading. */
  | { state: 'loading' }
  | { state: 'none'; text: string }
  | { state: 'too-many'; text: string; count: number }

/**
 * Resolves a comma-separated list of ids and parts of names or ids: `gpt-4o, claude sonnet`. A complete id stands for itself, also when the
 * model was removed. @param models null: not loaded yet
 */
export function findModels(text: string | undefined, models: readonly FoundModel[] | null): FoundModels {
  const terms = listOf(text)
  if (terms.length === 0) return { state: 'found', ids: undefined, count: 0 }
  if (models === null)
    return terms.every(isId) ? { state: 'found', ids: terms.join(','), count: terms.length } : { state: 'loading' }
  const found = terms.map((term) => ({ term, ids: idsOf(term, models) }))
  const none = found.find(({ ids }) => ids.length === 0)
  if (none !== undefined) return { state: 'none', text: none.term }
  const ids = [...new Set(found.flatMap((one) => one.ids))]
  if (ids.length > maxModels) return { state: 'too-many', text: text ?? '', count: ids.length }
  return { state: 'found', ids: ids.join(','), count: ids.length }
}

const isId = (term: string): boolean => /^~?\w[\w.-]*\/\S+$/.test(term)

function idsOf(term: string, models: readonly FoundModel[]): readonly string[] {
  if (models.some(({ id }) => id === term)) return [term]
  const words = term.toLowerCase().split(/\s+/)
  const found = models.filter(({ id, name }) => {
    const text = `${id} ${name}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return found.length === 0 && isId(term) ? [term] : found.map(({ id }) => id)
}
