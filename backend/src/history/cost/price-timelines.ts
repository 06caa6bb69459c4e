import { timelineOf, type PriceTimeline } from '@modelkeep/catalog/cost/price-timeline'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../postgres/database.js'
import { everSeenIds } from '../../postgres/queries/ever-seen-models.js'
import { formerSlugOwners } from '../../postgres/queries/former-slugs.js'
import { modelPriceStates } from '../../postgres/queries/model-price-states.js'
import type { Events } from '../../observe/events.js'
import type { HistoryState } from '../history-state.js'
import type { Queryable } from '../../postgres/queryable.js'
import { readHistory } from '../read-history.js'

export interface LoadedTimelines {
  /** By id; only of ids that were listed at some time. */
  timelines: ReadonlyMap<string, PriceTimeline>
  /** The id that a name was a canonical slug of, for names that are no id. */
  formerSlugs: ReadonlyMap<string, string>
  state: HistoryState
  changedAt: number
}

/** The prices of models over time. Kept in memory until history changes. */
export interface PriceTimelines {
  /**
   * `ids`: `all` stands for every id that was ever listed.
   * `slugs`: names to look for among the canonical slugs that models had at some time.
   * @throws DatabaseUnavailable
   */
  load(ids: readonly string[] | 'all', slugs?: readonly string[]): Promise<LoadedTimelines>
}

/** More than the models that OpenRouter ever listed. */
const cachedModels = 4_000
/** Names that are no slug are remembered, too: looking for one reads all contents. */
const cachedSlugs = 4_000

/** Models that are read with one query: more rows would block the event loop while they are parsed. */
const batchSize = 100

/** For how long the state of history counts as current after it was read. A sync of this process ends it at once. */
const trustedMs = 1_000

/** What was read from one state of history. null: there is none. */
interface Cache {
  state: HistoryState
  changedAt: number
  /** When the state was last read, in the milliseconds of `performance.now`. */
  readAt: number
  timelines: LRUCache<string, { timeline: PriceTimeline | null }>
  slugs: LRUCache<string, { owner: string | null }>
}

export function createPriceTimelines(db: Database, events?: Events): PriceTimelines {
  let newest: Cache | null = null
  events?.on('sync', () => {
    if (newest !== null) newest.readAt = -Infinity
  })

  function cacheOf(state: HistoryState, changedAt: number): Cache {
    const isKnown = newest?.state.rewrites === state.rewrites && newest.state.appliedId === state.appliedId
    newest = { ...(isKnown ? newest! : emptyCache()), state, changedAt, readAt: performance.now() }
    return newest
  }

  return {
    load: async (ids, slugs = []) => {
      const known = ids === 'all' ? null : fromMemory(newest, ids.filter(isId), slugs.filter(isId))
      if (known !== null) return known
      const { value } = await readHistory(db, async (tx, current, changedAt) => {
        const cache = cacheOf(current, changedAt)
        const formerSlugs = await ownersOf(tx, cache, slugs.filter(isId))
        const wanted = ids === 'all' ? await everSeenIds(tx) : ids.filter(isId)
        const timelines = await timelinesOf(tx, cache, [...wanted, ...formerSlugs.values()])
        return { timelines, formerSlugs, state: current, changedAt }
      })
      return value
    },
  }
}

function emptyCache(): Pick<Cache, 'timelines' | 'slugs'> {
  return { timelines: new LRUCache({ max: cachedModels }), slugs: new LRUCache({ max: cachedSlugs }) }
}

/** null unless everything was read, from a state that still counts as current. */
function fromMemory(cache: Cache | null, ids: readonly string[], slugs: readonly string[]): LoadedTimelines | null {
  if (cache === null || performance.now() - cache.readAt > trustedMs) return null
  const { state, changedAt } = cache
  const [timelines, formerSlugs] = [new Map<string, PriceTimeline>(), new Map<string, string>()]
  const isKnown =
    slugs.every((slug) => keepKnown(formerSlugs, slug, cache.slugs.get(slug)?.owner)) &&
    [...ids, ...formerSlugs.values()].every((id) => keepKnown(timelines, id, cache.timelines.get(id)?.timeline))
  return isKnown ? { timelines, formerSlugs, state, changedAt } : null
}

async function timelinesOf(
  tx: Queryable,
  { timelines }: Pick<Cache, 'timelines'>,
  ids: readonly string[],
): Promise<Map<string, PriceTimeline>> {
  const found = new Map<string, PriceTimeline>()
  const missing = [...new Set(ids)].filter((id) => !keepKnown(found, id, timelines.get(id)?.timeline))
  if (missing.length === 0) return found
  for (let from = 0; from < missing.length; from += batchSize) {
    const batch = missing.slice(from, from + batchSize)
    const states = await modelPriceStates(tx, batch)
    for (const id of batch) {
      const timeline = timelineOf(states.get(id) ?? [])
      timelines.set(id, { timeline })
      keepKnown(found, id, timeline)
    }
  }
  return found
}

async function ownersOf(
  tx: Queryable,
  { slugs: known }: Pick<Cache, 'slugs'>,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const missing = [...new Set(slugs)].filter((slug) => !keepKnown(found, slug, known.get(slug)?.owner))
  if (missing.length === 0) return found
  const owners = await formerSlugOwners(tx, missing)
  for (const slug of missing) {
    const owner = owners.find((one) => one.slug === slug)?.model_id ?? null
    known.set(slug, { owner })
    keepKnown(found, slug, owner)
  }
  return found
}

/** Whether the cache knows the value, also that there is none, which is null. */
function keepKnown<T>(found: Map<string, T>, key: string, value: T | null | undefined): boolean {
  if (value !== null && value !== undefined) found.set(key, value)
  return value !== undefined
}

/** PostgreSQL refuses NUL, and no other text was ever stored as an id. */
function isId(text: string): boolean {
  return modelIdSchema.safeParse(text).success
}
