// Short names of models, and their ids in URLs.
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'

export interface ModelNames {
  /** `GPT-4o` of `OpenAI: GPT-4o`; the id when there is no name. */
  title: string
  /** `OpenAI`; the author of the id when the name does not contain it. */
  author: string
}

export function namesOf({ id, name }: Model): ModelNames {
  const whole = name.trim()
  const colon = whole.indexOf(': ')
  if (colon > 0 && colon < whole.length - 2)
    return { title: whole.slice(colon + 2).trim(), author: whole.slice(0, colon).trim() }
  return { title: whole === '' ? id : whole, author: authorOf(id) }
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
