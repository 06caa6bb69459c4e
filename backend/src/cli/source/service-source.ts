import { tierSchema } from '@modelkeep/catalog/contract/health'
import { serialiseListQuery } from '@modelkeep/catalog/query/list-query'
import { CannotAnswer, type Listed, type ModelSource } from './model-source.js'

const withinMs = 20_000
const longestDetail = 300

/** A running service at `url`, which may have a path, and userinfo that is sent as Basic authorization and never shown. */
export function serviceSource(url: string): ModelSource {
  const { base, headers, shown } = target(url)
  return {
    list: async (query): Promise<Listed> => {
      const parameters = serialiseListQuery(query)
      const { response, body } = await get(
        `${base}/api/models${parameters === '' ? '' : `?${parameters}`}`,
        headers,
        shown,
      )
      const tier = tierSchema.safeParse(response.headers.get('x-data-source'))
      if (!response.ok) throw new CannotAnswer(`${shown} answered ${response.status}: ${detailOf(body)}`)
      if (!tier.success)
        throw new CannotAnswer(`${shown} is no Modelkeep: its answer does not say where it comes from (X-Data-Source)`)
      return { body, tier: tier.data, ageSeconds: Number(response.headers.get('age') ?? 0), where: shown }
    },
    close: async () => {},
  }
}

function target(url: string): { base: string; headers: Record<string, string>; shown: string } {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CannotAnswer('the URL of the service must be one of http:// or https:// (its value is not shown)')
  const { username, password, origin, pathname } = new URL(url)
  const shown = origin + pathname.replace(/\/+$/, '')
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    base: shown,
    shown,
    headers: credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}

async function get(
  url: string,
  headers: Record<string, string>,
  shown: string,
): Promise<{ response: Response; body: string }> {
  try {
    // One deadline over the whole exchange, body included.
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      signal: AbortSignal.timeout(withinMs),
    })
    return { response, body: await response.text() }
  } catch (error) {
    throw new CannotAnswer(`${shown} does not answer: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `not within ${withinMs / 1000} s`
  const cause = error.cause as { code?: string; message?: string; errors?: { message: string }[] } | undefined
  return cause?.errors?.[0]?.message || cause?.message || cause?.code || error.message
}

/** What a problem says of itself; of anything else its beginning, on one line. */
function detailOf(body: string): string {
  try {
    const { detail, title } = JSON.parse(body) as { detail?: unknown; title?: unknown }
    if (typeof detail === 'string' || typeof title === 'string') return String(detail ?? title).slice(0, longestDetail)
  } catch {
    // no JSON
  }
  return body.replaceAll(/\s+/g, ' ').slice(0, longestDetail)
}
