import { QueryError } from '@modelkeep/catalog/query/query-error'

const longestQuery = 8_192

/**
 * The query parameters of a raw URL. Stricter than URLSearchParams: a broken or non-UTF-8 percent-encoding and a repeated name are
 * errors. `+` is a space, as forms send it.
 * @throws QueryError that names the parameter
 */
export function parseQueryString(url: string): Record<string, string> {
  const start = url.indexOf('?')
  if (start === -1) return {}
  const query = url.slice(start + 1)
  if (query.length > longestQuery)
    throw new QueryError('query', `the query string is longer than ${longestQuery} characters`)
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals), pair)
    if (name in parameters) throw new QueryError(name, 'is given more than once')
    parameters[name] = decode(equals === -1 ? '' : pair.slice(equals + 1), name)
  }
  return parameters
}

function decode(text: string, parameter: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new QueryError(parameter, 'holds a percent-encoding that is broken or not UTF-8')
  }
}
