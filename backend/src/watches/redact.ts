// Keeps secrets out of what a destination answered: many servers repeat the path of a request that they refuse.
import type { DestinationSecrets } from './destination-secrets.js'

const shortest = 6
const shown = '…'

/** Replaces the path and query of the URL, the token and the signing secrets, also in parts and URL-encoded. */
export function redact(text: string, secrets: DestinationSecrets): string {
  return secretParts(secrets).reduce((redacted, secret) => redacted.replaceAll(secret, shown), text)
}

/** Longest first: a whole path is replaced at once. */
function secretParts({ url, token, signing = [] }: DestinationSecrets): string[] {
  const { pathname = '', search = '' } = url === undefined ? {} : new URL(url)
  const parts = [
    pathname + search,
    pathname,
    ...pathname.split('/'),
    ...search.split(/[?&=]/),
    token ?? '',
    ...signing.flatMap(({ secret }) => [secret, secret.replace(/^whsec_/, '')]),
  ]
  const written = parts.flatMap((part) => [part, encodeURIComponent(part), decoded(part)])
  return [...new Set(written)].filter(({ length }) => length >= shortest).toSorted((a, b) => b.length - a.length)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
