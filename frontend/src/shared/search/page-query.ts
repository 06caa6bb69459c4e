// The query of the list: that of the API, and what only the page can do. In the URL both are side by side.
import { QueryError } from '@modelkeep/catalog/query/query-error'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { ListSearch } from './search-parameters.js'

export interface PageOptions {
  /** Only the models that the reader has starred. */
  favourites?: true | undefined
  /** Variants and aliases come after the model that they belong to. */
  group?: true | undefined
}

export type PageQuery = ListQuery & PageOptions

interface Language {
  parseListQuery: (parameters: Readonly<Record<string, string>>) => ListQuery
  serialiseListQuery: (query: ListQuery) => string
}

const switches = ['favourites', 'group'] as const

/** @throws QueryError naming the first invalid parameter */
export function parsePageQuery({ parseListQuery }: Language, search: ListSearch): PageQuery {
  const api = Object.entries(search).filter(([name]) => !isPageOption(name))
  return { ...parseListQuery(Object.fromEntries(api) as Record<string, string>), ...pageOptions(search) }
}

/** The shortest search for a query, with the parameters of the API first. */
export function pageSearch({ serialiseListQuery }: Language, query: PageQuery): Record<string, string> {
  const options = switches.flatMap((name) => (query[name] ? [[name, 'true']] : []))
  return {
    ...Object.fromEntries(new URLSearchParams(serialiseListQuery(apiQuery(query)))),
    ...Object.fromEntries(options),
  }
}

/** Without what only the page can do. */
export function apiQuery({ favourites: _favourites, group: _group, ...query }: PageQuery): ListQuery {
  return query
}

function pageOptions(search: ListSearch): PageOptions {
  const options: PageOptions = {}
  for (const name of switches) {
    if (search[name] === undefined) continue
    if (search[name] !== 'true') throw new QueryError(name, 'must be true; omit the parameter otherwise')
    options[name] = true
  }
  return options
}

function isPageOption(name: string): boolean {
  return switches.some((option) => option === name)
}
