import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type CatalogueView, createCatalogueView } from './catalogue-view.js'
import { fetchCatalogue, type Received } from './catalogue.js'

const askEveryMs = 60_000

export interface CatalogueState {
  /** null until the first one has come. What has come stays, whatever happens to the service. */
  view: CatalogueView | null
  received: Received | null
  /** Why the newest question was not answered; null where it was. */
  error: Error | null
  retry: () => void
}

const key = ['catalogue']
const views = new WeakMap<readonly unknown[], CatalogueView>()

/** Made once for the same models. */
export function viewOf(models: Received['models']): CatalogueView {
  const view = views.get(models) ?? createCatalogueView(models)
  views.set(models, view)
  return view
}

/** The catalogue: asked for once, and again each minute and whenever the page is looked at again. */
export function useCatalogue(): CatalogueState {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchCatalogue(client.getQueryData<Received>(key), signal),
    staleTime: askEveryMs / 2,
    refetchInterval: askEveryMs,
    structuralSharing: false,
    retry: false,
  })
  return useMemo(
    () => ({ view: data ? viewOf(data.models) : null, received: data ?? null, error, retry: () => void refetch() }),
    [data, error, refetch],
  )
}
