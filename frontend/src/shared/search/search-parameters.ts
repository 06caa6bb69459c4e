import { encodeQueryValue } from '@modelkeep/catalog/query/encode-query-value'

/** The router keeps a query string as it is: names and texts. What they mean is for the view to say. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** With the API's own spelling of values. */
export function stringifySearch(search: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeQueryValue(name)}=${encodeQueryValue(value)}`],
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
