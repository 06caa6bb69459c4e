import { validateHeaderValue } from 'node:http'
import { programVersion } from '../lib/version.js'
import { isUnmistakable } from './redact.js'

export interface Target {
  /** Of the first page, without userinfo. */
  url: URL
  headers: Record<string, string>
  /** Strings that must not reach a log, in every form in which they are configured or sent. */
  secrets: string[]
}

/**
 * The URL of the list and the request headers. Userinfo in `baseUrl` becomes Basic authorization if there is no key; its query is kept.
 * @throws TypeError if it is not an http(s) URL, or if a header cannot hold the key
 */
export function createTarget(baseUrl: string, apiKey: string | undefined): Target {
  // Node's own error would have the URL, including userinfo, as a property.
  if (!URL.canParse(baseUrl)) throw new TypeError('the base URL of upstream is not a URL')
  const url = new URL(baseUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError('the base URL of upstream is neither http nor https')
  const { authorization, secrets } = readCredentials(url, apiKey?.trim())
  secrets.push(...[...url.searchParams.values()].filter(isUnmistakable))
  url.username = ''
  url.password = ''
  url.hash = ''
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/models`
  url.searchParams.set('output_modalities', 'all')
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'gzip, br',
    'user-agent': `modelkeep/${programVersion()}`,
    ...(authorization ? { authorization } : {}),
  }
  return { url, headers, secrets }
}

/** The URL of another document below the base URL. The segments of `path` are escaped only where a URL requires it. */
export function documentUrl(list: URL, path: string): URL {
  const url = new URL(list)
  url.searchParams.delete('output_modalities')
  url.pathname = url.pathname.replace(
    /models$/,
    path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%7E', '~'),
  )
  return url
}

function readCredentials(
  url: URL,
  apiKey: string | undefined,
): { authorization: string | undefined; secrets: string[] } {
  const [user, password] = [decoded(url.username), decoded(url.password)]
  const basic = user || password ? Buffer.from(`${user}:${password}`).toString('base64') : ''
  const secrets = [apiKey ?? '', user, password, basic, url.username, url.password].filter((secret) => secret !== '')
  const authorization = apiKey ? `Bearer ${apiKey}` : basic ? `Basic ${basic}` : undefined
  if (authorization) assertHeaderValue(authorization)
  return { authorization, secrets }
}

/** undici checks this only when it writes the request, and two such requests block its pool. */
function assertHeaderValue(value: string): void {
  try {
    validateHeaderValue('authorization', value)
  } catch {
    throw new TypeError('the key of upstream has a character that a header cannot hold')
  }
}

/** A URL may contain a stray "%", which makes `decodeURIComponent` throw. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
