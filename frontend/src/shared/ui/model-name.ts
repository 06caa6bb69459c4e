import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'

export interface ModelName {
  /** `OpenAI` of `OpenAI: GPT-4o`; null where the name does not begin with its maker. */
  maker: string | null
  /** The rest; all of it where there is no maker. */
  own: string
}

/** A name to show in its two parts. Upstream's may begin or end with blanks. */
export function splitName(name: string): ModelName {
  const [, maker, own] = /^([^:]{1,40}):\s+(.+)$/s.exec(name.trim()) ?? []
  return maker === undefined || own === undefined ? { maker: null, own: name.trim() } : { maker, own }
}

/** How authors write themselves, by the part of the id: `openai` is `OpenAI`. From the names of their models, first come. */
export function makersOf(models: readonly Model[]): ReadonlyMap<string, string> {
  const makers = new Map<string, string>()
  for (const { id, name } of models) {
    const author = authorOf(id)
    const { maker } = makers.has(author) ? { maker: null } : splitName(name)
    if (maker !== null) makers.set(author, maker)
  }
  return makers
}
