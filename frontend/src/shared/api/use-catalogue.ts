import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type CatalogueView, createCatalogueView } from './catalogue-view.js'
import { fetchCatalogue, type Received } from './catalogue.js'

const refetchMs = 60_000

export interface CatalogueState {
  /** null until the first response. Stays when later requests fail. */
  view: CatalogueView | null
  received: Received | null
  /** Why the latest request failed; null when it succeeded. */
  error: Error | null
  retry: () => void
}

const key = ['catalogue']
const views = new WeakMap<readonly unknown[], CatalogueView>()

/** One view per array of models. */
export function viewOf(models: Received['models']): CatalogueView {
  const view = views.get(models) ?? createCatalogueView(models)
  views.set(models, view)
  return view
}

/** The current catalogue, refetched every minute and when the page regains focus. */
export function useCatalogue(): CatalogueState {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchCatalogue(client.getQueryData<Received>(key), signal),
    staleTime: refetchMs / 2,
    refetchInterval: refetchMs,
    structuralSharing: false,
    retry: false,
  })
  return useMemo(
    () => ({ view: data ? viewOf(data.models) : null, received: data ?? null, error, retry: () => void refetch() }),
    [data, error, refetch],
  )
}
