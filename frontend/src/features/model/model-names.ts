// Short names of models, and their ids in URLs.
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { splitName } from '@modelkeep/catalog/model/model-name'

export interface ModelNames {
  /** `GPT-4o` of `OpenAI: GPT-4o`; the id when there is no name. */
  title: string
  /** `OpenAI`; the author of the id when no name contains it. */
  author: string
}

/** `authorNames`: by id, from the catalogue. */
export function namesOf({ id, name }: Model, authorNames?: ReadonlyMap<string, string>): ModelNames {
  const { maker, own } = splitName(name)
  const author = authorOf(id)
  return { title: own === '' ? id : own, author: authorNames?.get(author) ?? maker ?? author }
}

/** The id in the rest of a path. `:` and `~` may be encoded once or twice, and a slash may follow. */
export function idOfPath(splat: string): string {
  return decoded(decoded(splat)).replace(/\/+$/, '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
