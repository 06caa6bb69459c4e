import type { Model } from '@modelkeep/catalog/model/model'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Historical, historicalPath } from './historical.js'
import { getJson } from './problem.js'
import { type CatalogueState, useCatalogue, viewOf } from './use-catalogue.js'

export interface HistoricalState extends CatalogueState {
  /** Why there is no catalogue of that time; null when there is one. */
  reason: string | null
}

const minuteMs = 60_000

/** The catalogue that a query is about; `historical` null: the current one. Never returns one in place of another. */
export function useCatalogueOf(historical: Historical | null): HistoricalState {
  const current = useCatalogue()
  const path = historical === null ? '' : historicalPath(historical)
  const { data, error, refetch } = useQuery({
    queryKey: ['catalogue of', path],
    queryFn: ({ signal }) => getJson<{ data: Model[]; reason?: string }>(path, { signal }),
    enabled: path !== '',
    // History only changes when somebody imports into it.
    staleTime: historical?.asOf === undefined ? minuteMs : 60 * minuteMs,
    structuralSharing: false,
    retry: false,
  })
  return useMemo(() => {
    if (path === '') return { ...current, reason: null }
    return {
      view: data ? viewOf(data.data) : null,
      received: current.received,
      error,
      reason: data?.reason ?? null,
      retry: () => void refetch(),
    }
  }, [path, current, data, error, refetch])
}
