import { tierSchema } from '@modelkeep/catalog/contract/health'
import { serialiseListQuery } from '@modelkeep/catalog/query/list-query'
import { SourceError, type ModelListing, type ModelSource } from './model-source.js'

const timeoutMs = 20_000
const maxDetail = 300

/** A running service. Its URL may have a path, and userinfo, which is sent as Basic authorization and never shown. */
export function serviceSource(url: string): ModelSource {
  const { base, headers } = parseServiceUrl(url)
  return {
    list: async (query): Promise<ModelListing> => {
      const parameters = serialiseListQuery(query)
      const { response, body } = await get(base, `/api/models${parameters === '' ? '' : `?${parameters}`}`, headers)
      if (!response.ok) throw new SourceError(`${base} responded with ${response.status}: ${detailOf(body)}`)
      const tier = tierSchema.safeParse(response.headers.get('x-data-source'))
      if (!tier.success) throw new SourceError(`${base} is not Modelkeep: its response has no X-Data-Source header`)
      return { body, tier: tier.data, ageSeconds: Number(response.headers.get('age') ?? 0), where: base }
    },
    close: async () => {},
  }
}

function parseServiceUrl(url: string): { base: string; headers: Record<string, string> } {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SourceError('the URL of the service must start with http:// or https:// (its value is not shown)')
  const { username, password, origin, pathname } = new URL(url)
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    base: origin + pathname.replace(/\/+$/, ''),
    headers: credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}

async function get(
  base: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ response: Response; body: string }> {
  try {
    // The signal is a deadline over the whole exchange, body included.
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(base + path, { headers: { accept: 'application/json', ...headers }, signal })
    return { response, body: await response.text() }
  } catch (error) {
    throw new SourceError(`${base} does not respond: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `timeout after ${timeoutMs / 1000} s`
  const cause = error.cause as { code?: string; message?: string; errors?: { message: string }[] } | undefined
  return cause?.errors?.[0]?.message || cause?.message || cause?.code || error.message
}

/** The detail of a problem document; otherwise the start of the body, on one line. */
function detailOf(body: string): string {
  try {
    const { detail, title } = JSON.parse(body) as { detail?: unknown; title?: unknown }
    if (typeof detail === 'string' || typeof title === 'string') return String(detail ?? title).slice(0, maxDetail)
  } catch {
    // not JSON
  }
  return body.replaceAll(/\s+/g, ' ').slice(0, maxDetail)
}
