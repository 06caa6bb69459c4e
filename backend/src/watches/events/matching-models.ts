import type { Model } from '@modelkeep/catalog/model/model'
import { parseListQuery } from '@modelkeep/catalog/query/list-query'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { createQueryIndex } from '@modelkeep/catalog/query/query-index'
import { runQuery } from '@modelkeep/catalog/query/run-query'
import { createSearchIndex } from '@modelkeep/catalog/search/search-index'
import { UNSUITABLE_PARAMETERS } from '@modelkeep/catalog/watches/query-parameters'

/**
 * The ids of the models that match a query of `/api/models`, such as `free=true&context=200000`. `now` in Unix milliseconds. A query that
 * an earlier version accepted and this one does not matches none: it must not keep a sync from being committed.
 */
export function modelsMatching(query: string, models: readonly Model[], now: number): Set<string> {
  const list = [...models]
  const parsed = queryOrNull(query)
  if (parsed === null) return new Set()
  const { positions } = runQuery(createQueryIndex(list), parsed, { now, search: createSearchIndex(list) })
  return new Set(positions.map((position) => list[position]!.id))
}

function queryOrNull(query: string): ReturnType<typeof parseListQuery> | null {
  try {
    return readListQuery(query)
  } catch (error) {
    if (error instanceof QueryError) return null
    throw error
  }
}

/** @throws QueryError that names the parameter */
export function readListQuery(query: string): ReturnType<typeof parseListQuery> {
  const parameters = Object.fromEntries(new URLSearchParams(query))
  return parseListQuery(parameters)
}

/** The parameter of a query that a watch cannot have; null if there is none. */
export function unsuitableParameter(query: string): string | null {
  return [...new URLSearchParams(query).keys()].find((name) => UNSUITABLE_PARAMETERS.includes(name)) ?? null
}
