import type { Model } from './model.js'
import { authorOf } from './model-id.js'

export interface ModelName {
  /** `OpenAI` of `OpenAI: GPT-4o`; null when the name does not start with its maker. */
  maker: string | null
  /** The rest of the name. */
  own: string
}

/** Splits a name into maker and own name. Upstream names may have surrounding whitespace. */
export function splitName(name: string): ModelName {
  const [, maker, own] = /^([^:]{1,40}):\s+(.+)$/s.exec(name.trim()) ?? []
  return maker === undefined || own === undefined ? { maker: null, own: name.trim() } : { maker, own }
}

/** Display names of authors by their id: `openai` is `OpenAI`. The most frequent maker among an author's names, else the id. */
export function authorNames(models: readonly Pick<Model, 'id' | 'name'>[]): ReadonlyMap<string, string> {
  const countsByAuthor = new Map<string, Map<string, number>>()
  for (const { id, name } of models) {
    const author = authorOf(id)
    const counts = countsByAuthor.get(author) ?? new Map<string, number>()
    countsByAuthor.set(author, counts)
    const { maker } = splitName(name)
    if (maker !== null) counts.set(maker, (counts.get(maker) ?? 0) + 1)
  }
  return new Map([...countsByAuthor].map(([author, counts]) => [author, mostFrequent(counts) ?? author]))
}

/** The first of equals. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value
  return best
}
