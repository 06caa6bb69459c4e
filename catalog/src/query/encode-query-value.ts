/**
 * Encodes a value for a query string, in the one spelling that the API and the page use. Leaves readable what a query string
 * allows. `'` is encoded because URL parsers would do so.
 */
export function encodeQueryValue(text: string): string {
  return encodeURIComponent(text).replaceAll(/%20|%2C|%2F|%3A|%40|'/g, (code) => READABLE[code] ?? code)
}

const READABLE: Readonly<Record<string, string>> = {
  '%20': '+',
  '%2C': ',',
  '%2F': '/',
  '%3A': ':',
  '%40': '@',
  "'": '%27',
}
