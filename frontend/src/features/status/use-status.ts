import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import type { DatabaseHealth, Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { getJson } from '../../shared/api/problem.js'

const askEveryMs = 5_000

/** One figure of the service, asked for every 5 s while the page is looked at; what has come stays when no more does. */
function useLive<T>(path: string, enabled = true): UseQueryResult<T> {
  return useQuery({
    enabled,
    queryKey: ['status', path],
    queryFn: ({ signal }) => getJson<T>(path, { signal }),
    refetchInterval: askEveryMs,
    refetchIntervalInBackground: false,
    retry: false,
  })
}

export interface StatusFigures {
  health: Health | undefined
  models: ModelsHealth | undefined
  database: DatabaseHealth | undefined
  cache: CacheStats | undefined
  syncs: readonly Sync[] | undefined
  /** Why the log of syncs was not answered; it needs the database. */
  syncsError: Error | null
  /** Unix milliseconds: when `models` came. Ages in it count from there. */
  askedAt: number
  /** Unix milliseconds of the last answer, while there is none; null while it answers. 0 where there never was one. */
  unreachableSince: number | null
}

export function useStatus(): StatusFigures {
  const health = useLive<Health>('/health')
  const models = useLive<ModelsHealth>('/health/models')
  const database = useLive<DatabaseHealth>('/health/database')
  const cache = useLive<CacheStats>('/health/cache')
  const syncs = useLive<{ data: Sync[] }>('/api/syncs?limit=20', database.data?.state === 'connected') // only the database knows
  return {
    health: health.data,
    models: models.data,
    database: database.data,
    cache: cache.data,
    syncs: syncs.data?.data,
    syncsError: syncs.error,
    askedAt: models.dataUpdatedAt,
    unreachableSince: models.error === null ? null : models.dataUpdatedAt,
  }
}
