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

/** Display names of authors by their id: `openai` is `OpenAI`. Taken from the first model that names its maker. */
export function makersOf(models: readonly Model[]): ReadonlyMap<string, string> {
  const makers = new Map<string, string>()
  for (const { id, name } of models) {
    const author = authorOf(id)
    const { maker } = makers.has(author) ? { maker: null } : splitName(name)
    if (maker !== null) makers.set(author, maker)
  }
  return makers
}
