export interface Redactor {
  text(text: string): string
  bytes(bytes: Buffer): Buffer
  /** A copy of an error and its causes with only names, codes and redacted messages. */
  cause(error: unknown): Error | undefined
}

/** Shorter strings cannot be secrets, and redacting them would damage every message. */
const SHORTEST_SECRET = 4
/** In a payload, redacting a word would damage data: a password such as `postgres` is also a word of descriptions. */
const SHORTEST_IN_PAYLOAD = 12
const LONGEST_CHAIN = 5

/**
 * Removes the configured secrets from a response of upstream, which may quote the request's key, before it is judged, stored or quoted.
 * Returns the same bytes if there is none.
 */
export function createPayloadRedactor(secrets: readonly string[]): (payload: Buffer) => Buffer {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_IN_PAYLOAD)
    .flatMap((secret) => {
      const inJson = JSON.stringify(secret).slice(1, -1)
      return [secret, encodeURIComponent(secret), inJson, inJson.replaceAll('/', '\\/')]
    })
  const redact = createRedactor([...new Set(forms)])
  return (payload) => {
    // Searched first: most payloads contain no secret, and converting one takes milliseconds.
    return forms.some((form) => payload.includes(form)) ? redact.bytes(payload) : payload
  }
}

/**
 * Removes secrets from whatever may reach a log. Errors are copied, because other libraries attach properties to theirs (`input`,
 * `data`, `socket`) that may contain anything.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)])
  const known = [...new Set(forms)]
    .filter((form) => form.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length)
  const text = (value: string): string => known.reduce((result, secret) => result.replaceAll(secret, '***'), value)

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
    // latin1 preserves every byte, so that binary content survives.
    bytes: (bytes) => Buffer.from(text(bytes.toString('latin1')), 'latin1'),
    cause: (error) => cause(error),
  }
}

/** A URL for logs: without userinfo, fragment and the values of query parameters. */
export function displayUrl(url: URL): string {
  const names = [...new Set(url.searchParams.keys())].map((name) => encodeURIComponent(name))
  return `${url.origin}${url.pathname}${names.length > 0 ? `?${names.join('&')}` : ''}`
}
