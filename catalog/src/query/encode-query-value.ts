// How one value stands in a query string: one spelling, in the API and in the page's URL.

/** As short as a URL's query allows; `'` is what URL parsers would encode by themselves. */
export function encodeQueryValue(text: string): string {
  return encodeURIComponent(text).replaceAll(/%20|%2C|%2F|%3A|%40|'/g, (code) => RAW[code] ?? code)
}

const RAW: Readonly<Record<string, string>> = { '%20': '+', '%2C': ',', '%2F': '/', '%3A': ':', '%40': '@', "'": '%27' }
