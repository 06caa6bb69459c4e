import { similarNames } from '@modelkeep/catalog/query/similar-names'
import { maxCompared } from '../../shared/hooks/preferences.js'

/** The ids in a comparison's URL. */
export interface RequestedIds {
  /** At most six well-formed ids, without duplicates, in order. */
  ids: readonly string[]
  malformed: readonly string[]
  /** Beyond the sixth. */
  tooMany: readonly string[]
}

const shape = /^~?\w[\w.-]*\/\w[\w.+@-]*(?::[\w.-]+)?$/

export function parseIds(text: string | undefined): RequestedIds {
  const requested = [...new Set((text ?? '').split(',').map((id) => id.trim()))].filter((id) => id !== '')
  const wellFormed = requested.filter((id) => shape.test(id))
  return {
    ids: wellFormed.slice(0, maxCompared),
    malformed: requested.filter((id) => !shape.test(id)),
    tooMany: wellFormed.slice(maxCompared),
  }
}

/** Known ids similar to an unknown one: at most four, nearest first. */
export function nearIds(id: string, known: readonly string[]): string[] {
  const near = similarNames(id, known)
  if (near.length > 0) return near
  const [, slug = id] = id.split('/', 2)
  const bySlug = new Map(known.map((one) => [one.slice(one.indexOf('/') + 1), one]))
  return similarNames(slug, [...bySlug.keys()]).flatMap((name) => bySlug.get(name) ?? [])
}
