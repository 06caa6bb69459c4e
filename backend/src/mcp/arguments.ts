import { QueryError } from '@modelkeep/catalog/query/query-error'
import type { Parameters } from './route-api.js'

/**
 * Arguments of a tool as query parameters: a list becomes a comma-separated text, `false`, null and an empty list are the same as
 * absent. @throws QueryError for an object
 */
export function asParameters(args: Readonly<Record<string, unknown>>): Parameters {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => {
      if (value === null || value === undefined || value === false) return []
      if (Array.isArray(value))
        return value.length === 0 ? [] : [[name, value.map((item) => textOf(name, item)).join(',')]]
      return [[name, textOf(name, value)]]
    }),
  )
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || value === true) return String(value)
  throw new QueryError(name, 'must be a text, a number, true, or a list of them')
}
