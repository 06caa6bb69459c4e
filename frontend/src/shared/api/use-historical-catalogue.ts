import type { Model } from '@modelkeep/catalog/model/model'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Past, pastPath } from './historical.js'
import { getJson } from './problem.js'
import { type CatalogueState, useCatalogue, viewOf } from './use-catalogue.js'

export interface PastState extends CatalogueState {
  /** Why there was no catalogue at that moment; null where there was one. */
  reason: string | null
}

interface PastAnswer {
  data: Model[]
  reason?: string
}

const minuteMs = 60_000

/** The catalogue that the query is about: for null that of now. Never shows one in place of another. */
export function useCatalogueOf(past: Past | null): PastState {
  const present = useCatalogue()
  const path = past === null ? '' : pastPath(past)
  const { data, error, refetch } = useQuery({
    queryKey: ['catalogue of', path],
    queryFn: ({ signal }) => getJson<PastAnswer>(path, { signal }),
    enabled: path !== '',
    // The past seldom changes: only where somebody imports into it.
    staleTime: past?.asOf === undefined ? minuteMs : 60 * minuteMs,
    structuralSharing: false,
    retry: false,
  })
  return useMemo(() => {
    if (path === '') return { ...present, reason: null }
    return {
      view: data ? viewOf(data.data) : null,
      received: present.received,
      error,
      reason: data?.reason ?? null,
      retry: () => void refetch(),
    }
  }, [path, present, data, error, refetch])
}
