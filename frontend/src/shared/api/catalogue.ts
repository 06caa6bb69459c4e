import type { Tier } from '@modelkeep/catalog/contract/health'
import type { Model } from '@modelkeep/catalog/model/model'
import { refuseProblem } from './problem.js'

/** The whole catalogue as it was received. Times are Unix milliseconds by this machine's clock. */
export interface Received {
  models: readonly Model[]
  etag: string | null
  tier: Tier
  /** When OpenRouter last confirmed it. */
  confirmedAt: number
  /** When it last changed; null where the answer does not say. */
  changedAt: number | null
  /** From this age on it is stale. */
  ttlMs: number
}

declare global {
  interface Window {
    /** Asked for by index.html before any module was loaded; taken by whoever asks first. */
    modelkeepFirstAnswer?: Promise<Response> | undefined
  }
}

const tiers: readonly string[] = ['upstream', 'database', 'file', 'seed'] satisfies Tier[]

/**
 * Asks for the catalogue; what the browser holds of it is used again where its ETag still holds. `previous` is given back with its very
 * models where nothing changed, so that nothing is built anew.
 * @throws ApiProblem @throws TypeError: the service cannot be reached
 */
export async function fetchCatalogue(previous: Received | undefined, signal: AbortSignal): Promise<Received> {
  const response = await ask(signal)
  await refuseProblem(response)
  const etag = response.headers.get('etag')
  const unchanged = previous !== undefined && etag !== null && untagged(previous.etag) === untagged(etag)
  if (unchanged) await response.body?.cancel()
  const models = unchanged ? previous.models : ((await response.json()) as { data: Model[] }).data
  return { models, etag, ...freshnessOf(response.headers, Date.now()) }
}

async function ask(signal: AbortSignal): Promise<Response> {
  const first = window.modelkeepFirstAnswer
  window.modelkeepFirstAnswer = undefined
  return (await first?.catch(() => undefined)) ?? fetch('/api/models', { cache: 'no-cache', signal })
}

/** An ETag without the encoding in it, which is no difference of content. */
function untagged(etag: string | null): string | undefined {
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
