import { similarNames } from '@modelkeep/catalog/query/similar-names'
import { mostCompared } from '../../shared/hooks/preferences.js'

/** What `ids` of a URL asks for. */
export interface AskedIds {
  /** At most six that look like ids, each once, in the order asked for. */
  ids: readonly string[]
  /** What cannot be an id of a model. */
  malformed: readonly string[]
  /** Beyond the sixth. */
  tooMany: readonly string[]
}

const shape = /^~?\w[\w.-]*\/\w[\w.+@-]*(?::[\w.-]+)?$/

export function parseIds(text: string | undefined): AskedIds {
  const asked = [...new Set((text ?? '').split(',').map((id) => id.trim()))].filter((id) => id !== '')
  const wellFormed = asked.filter((id) => shape.test(id))
  return {
    ids: wellFormed.slice(0, mostCompared),
    malformed: asked.filter((id) => !shape.test(id)),
    tooMany: wellFormed.slice(mostCompared),
  }
}

/** Ids of the catalogue that are likely to be meant by one that is not in it: at most four, nearest first. */
export function nearIds(id: string, known: readonly string[]): string[] {
  const near = similarNames(id, known)
  if (near.length > 0) return near
  const [, slug = id] = id.split('/', 2)
  const bySlug = new Map(known.map((one) => [one.slice(one.indexOf('/') + 1), one]))
  return similarNames(slug, [...bySlug.keys()]).flatMap((name) => bySlug.get(name) ?? [])
}
