import type { ListSearch } from '../shared/search/search-parameters.js'

/** The list that `/models` and `/models/<author>` stand for; null when the rest of the path is the id of a model. */
export function listOfPath(splat: string): ListSearch | null {
  const author = splat.replaceAll(/^\/+|\/+$/g, '')
  if (author === '') return {}
  return /^[\w.-]+$/.test(author) ? { model_authors: author } : null
}
