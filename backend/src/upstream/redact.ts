export interface Redactor {
  text(text: string): string
  bytes(bytes: Buffer): Buffer
  /** Bytes that were cut off, perhaps in a secret. */
  cutBytes(bytes: Buffer): Buffer
  /** A copy of an error and its causes with only names, codes and redacted messages. */
  cause(error: unknown): Error | undefined
}

/** Shorter strings cannot be secrets, and redacting them would damage every message. */
const SHORTEST_SECRET = 4
/** Shorter ones may be words, and redacting a word would damage data: a password such as `postgres` is also in descriptions. */
const SHORTEST_WORD = 12
const SHORTEST_WITH_SIGNS = 7
/** The beginning of a secret at the end of a text that was cut off is removed from this length on. */
const SHORTEST_BEGINNING = 8
const LONGEST_CHAIN = 5

/** Whether a text is a secret wherever it occurs, even in data. */
export function isUnmistakable(secret: string): boolean {
  const isMixed = /\p{L}/u.test(secret) && /\P{L}/u.test(secret)
  return secret.length >= (isMixed ? SHORTEST_WITH_SIGNS : SHORTEST_WORD)
}

/**
 * Removes the configured secrets from a response of upstream, which may quote the request's key, before it is judged, stored or quoted.
 * Returns the same bytes if there is none.
 */
export function createPayloadRedactor(secrets: readonly string[]): (payload: Buffer) => Buffer {
  const unmistakable = secrets.filter(isUnmistakable)
  const redact = createRedactor(unmistakable)
  const forms = [...new Set(unmistakable.flatMap(formsOf))]
  // Searched first: most payloads contain no secret, and converting one takes milliseconds.
  return (payload) => (forms.some((form) => payload.includes(form)) ? redact.bytes(payload) : payload)
}

/** How JSON, URLs, forms, HTML and Basic authorization write a text. */
function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const escaped = (pattern: RegExp, of: string): string =>
    of.replace(pattern, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const jsons = [json, json.replaceAll('/', '\\/'), escaped(/[^ -~]/g, json), escaped(/[^ -~]|[<>&']/g, json)]
  const inUrl = encodeURIComponent(text.toWellFormed())
  const strict = inUrl.replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const urls = [inUrl, strict, strict.replaceAll('%20', '+')]
  const inHtml = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quotes = ['&#39;', '&#x27;', '&apos;'].map((quote) => inHtml.replaceAll('"', '&quot;').replaceAll("'", quote))
  const lowerUrls = urls.map((url) => url.replaceAll(/%../g, (code) => code.toLowerCase()))
  return [text, ...jsons, ...urls, ...lowerUrls, inHtml, ...quotes, Buffer.from(text).toString('base64')]
}

/**
 * Removes secrets from whatever may reach a log. Errors are copied, because other libraries attach properties to theirs (`input`,
 * `data`, `socket`) that may contain anything.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf))].toSorted(
    (a, b) => b.length - a.length,
  )
  // latin1 preserves every byte, so that binary content survives.
  const knownBytes = known.map((form) => Buffer.from(form).toString('latin1'))
  const without = (value: string, forms: readonly string[]): string =>
    forms.reduce((result, form) => result.replaceAll(form, '***'), value)
  const text = (value: string): string => without(value, known)

  function cause(error: unknown, depth = 0): Error | undefined {
    if (error === undefined || depth >= LONGEST_CHAIN) return undefined
    if (!(error instanceof Error))
      return new Error(typeof error === 'string' ? text(error) : `a thrown ${typeof error}`)
    const inner = cause(error.cause, depth + 1)
    const copy = new Error(text(error.message), inner ? { cause: inner } : undefined)
    copy.name = text(error.name)
    const { code } = error as NodeJS.ErrnoException
    return typeof code === 'string' ? Object.assign(copy, { code: text(code) }) : copy
  }

  return {
    text,
    bytes: (bytes) => Buffer.from(without(bytes.toString('latin1'), knownBytes), 'latin1'),
    cutBytes: (bytes) =>
      Buffer.from(withoutBeginning(without(bytes.toString('latin1'), knownBytes), knownBytes), 'latin1'),
    cause: (error) => cause(error),
  }
}

/** Without the beginning of a secret at the end. */
function withoutBeginning(cut: string, forms: readonly string[]): string {
  for (const form of forms)
    for (let length = form.length - 1; length >= SHORTEST_BEGINNING; length -= 1)
      if (cut.endsWith(form.slice(0, length))) return `${cut.slice(0, -length)}***`
  return cut
}

/** A URL for logs: without userinfo, fragment and the values of query parameters. */
export function displayUrl(url: URL): string {
  const names = [...new Set(url.searchParams.keys())].map((name) => encodeURIComponent(name))
  return `${url.origin}${url.pathname}${names.length > 0 ? `?${names.join('&')}` : ''}`
}
