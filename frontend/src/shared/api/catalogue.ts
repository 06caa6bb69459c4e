import type { Tier } from '@modelkeep/catalog/contract/health'
import type { Model } from '@modelkeep/catalog/model/model'
import { throwIfProblem } from './problem.js'

/** The catalogue as received. Times are Unix milliseconds of the browser's clock. */
export interface Received {
  models: readonly Model[]
  etag: string | null
  tier: Tier
  /** When OpenRouter last confirmed it. */
  confirmedAt: number
  /** When it last changed; null when the response does not say. */
  changedAt: number | null
  /** Older than this, it is stale. */
  ttlMs: number
}

declare global {
  interface Window {
    /** The request that index.html sends before any module loads; the first fetch consumes it. */
    modelkeepFirstResponse?: Promise<Response> | undefined
  }
}

const tiers: readonly string[] = ['upstream', 'database', 'file', 'seed'] satisfies Tier[]

/**
 * Fetches the catalogue, revalidating the browser's cached copy. When its ETag equals that of `previous`, the same `models` array is
 * returned, so that no index is rebuilt.
 * @throws ApiProblem @throws TypeError: the service is unreachable
 */
export async function fetchCatalogue(previous: Received | undefined, signal: AbortSignal): Promise<Received> {
  const response = await requestCatalogue(signal)
  await throwIfProblem(response)
  const etag = response.headers.get('etag')
  const isUnchanged = previous !== undefined && etag !== null && contentTag(previous.etag) === contentTag(etag)
  if (isUnchanged) await response.body?.cancel()
  const models = isUnchanged ? previous.models : ((await response.json()) as { data: Model[] }).data
  return { models, etag, ...freshnessOf(response.headers, Date.now()) }
}

async function requestCatalogue(signal: AbortSignal): Promise<Response> {
  const first = window.modelkeepFirstResponse
  window.modelkeepFirstResponse = undefined
  return (await first?.catch(() => undefined)) ?? fetch('/api/models', { cache: 'no-cache', signal })
}

/** An ETag without its encoding suffix, which does not identify the content. */
function contentTag(etag: string | null): string | undefined {
  return etag?.replace(/^(?:W\/)?"([^"]*?)(?:-(?:br|gzip|zstd))?"$/, '$1')
}

function freshnessOf(headers: Headers, now: number): Pick<Received, 'tier' | 'confirmedAt' | 'changedAt' | 'ttlMs'> {
  const tier = headers.get('x-data-source') ?? ''
  const changedAt = Date.parse(headers.get('last-modified') ?? '')
  const maxAge = /(?:^|[\s,])max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1]
  return {
    tier: tiers.includes(tier) ? (tier as Tier) : 'upstream',
    confirmedAt: now - (Number(headers.get('age')) || 0) * 1000,
    changedAt: Number.isNaN(changedAt) ? null : changedAt,
    ttlMs: Number(maxAge ?? 300) * 1000,
  }
}
