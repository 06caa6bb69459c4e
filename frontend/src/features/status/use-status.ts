import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import type { DatabaseHealth, Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { getJson } from '../../shared/api/problem.js'

const refetchMs = 5_000

/** A status resource, refetched every 5 s while the page is visible. The last response stays when later requests fail. */
function useLive<T>(path: string, enabled = true): UseQueryResult<T> {
  return useQuery({
    enabled,
    queryKey: ['status', path],
    queryFn: ({ signal }) => getJson<T>(path, { signal }),
    refetchInterval: refetchMs,
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
  /** Why the sync log could not be loaded; it needs the database. */
  syncsError: Error | null
  /** When `models` was received, in Unix milliseconds. Its ages count from there. */
  receivedAt: number
  /** Unix milliseconds of the last response, 0 when there was none; null while the service responds. */
  unreachableSince: number | null
}

export function useStatus(): StatusFigures {
  const health = useLive<Health>('/health')
  const models = useLive<ModelsHealth>('/health/models')
  const database = useLive<DatabaseHealth>('/health/database')
  const cache = useLive<CacheStats>('/health/cache')
  const syncs = useLive<{ data: Sync[] }>('/api/syncs?limit=20', database.data?.state === 'connected')
  return {
    health: health.data,
    models: models.data,
    database: database.data,
    cache: cache.data,
    syncs: syncs.data?.data,
    syncsError: syncs.error,
    receivedAt: models.dataUpdatedAt,
    unreachableSince: models.error === null ? null : models.dataUpdatedAt,
  }
}
