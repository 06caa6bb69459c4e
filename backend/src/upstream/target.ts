import { validateHeaderValue } from 'node:http'
import { programVersion } from '../lib/version.js'

export interface Target {
  /** Of the first page. Holds no userinfo. */
  url: URL
  headers: Record<string, string>
  /** What must never be seen in a log, in every form in which it is sent or was given. */
  secrets: string[]
}

/**
 * Where the list is and what to ask it with. Userinfo in `baseUrl` becomes Basic authorization where there is no key; its query is kept.
 * Throws TypeError where it is no http(s) URL, or where no header can hold the key.
 */
export function createTarget(baseUrl: string, apiKey: string | undefined): Target {
  // Node's own error would carry the URL, userinfo and all, as a property.
  if (!URL.canParse(baseUrl)) throw new TypeError('the base URL of upstream is no URL')
  const url = new URL(baseUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError('the base URL of upstream is neither http nor https')
  const { authorization, secrets } = readCredentials(url, apiKey?.trim())
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

/** Where a document beside the list is. The path's segments are written as they are, but for what a URL cannot hold. */
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

/** undici finds out only when it writes the request, and two such requests wedge its pool. */
function assertHeaderValue(value: string): void {
  try {
    validateHeaderValue('authorization', value)
  } catch {
    throw new TypeError('the key of upstream has a character that no header can hold')
  }
}

/** A URL may hold a stray "%", which `decodeURIComponent` would throw at. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
