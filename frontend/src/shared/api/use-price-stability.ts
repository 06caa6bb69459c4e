import { daysUnchanged } from '@modelkeep/catalog/changes/days-unchanged'
import type { PriceStability, PriceStabilityDocument } from '@modelkeep/catalog/contract/price-stability'
import { encodeQueryValue } from '@modelkeep/catalog/query/encode-query-value'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ApiProblem, getJson, isWithoutDatabase } from './problem.js'

const freshForMs = 300_000

interface Wanted {
  /** Absent: all models. */
  id?: string
  /** RFC 3339; absent: now. */
  asOf?: string | undefined
  isWanted: boolean
}

/** How stable prices are, according to history. Loaded when it is wanted, once for all components that want it. */
export function usePriceStability({ id, asOf, isWanted }: Wanted): UseQueryResult<PriceStabilityDocument> {
  const path = pathOf({ ids: id, as_of: asOf })
  return useQuery({
    queryKey: ['price stability', path],
    queryFn: ({ signal }) => getJson<PriceStabilityDocument>(path, { signal }),
    enabled: isWanted,
    staleTime: freshForMs,
    structuralSharing: false,
    retry: false,
  })
}

function pathOf(parameters: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeQueryValue(value)}`],
  )
  return `/api/price-stability${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`
}

/** What a list needs to know of the past. */
export interface ListPrices {
  /** By model id; undefined while unknown. */
  byId: ReadonlyMap<string, PriceStability> | undefined
  /** Until when they are known, in Unix milliseconds. */
  until: number | undefined
  /** For how many whole days both prices of a model have been unchanged, by id; undefined while unknown. */
  daysUnchanged: ReadonlyMap<string, number> | undefined
  /** Why it is not known. */
  error: Error | null
  retry: () => void
}

/** The same for all models of a list. */
export function useListPrices(wanted: Omit<Wanted, 'id'>): ListPrices {
  const { data, error, refetch } = usePriceStability(wanted)
  return useMemo(
    () => ({
      byId: data && new Map(data.data.map((one) => [one.id, one])),
      until: data?.as_of == null ? undefined : Date.parse(data.as_of),
      daysUnchanged: data && daysUnchangedOf(data),
      error: data === undefined ? error : null,
      retry: () => void refetch(),
    }),
    [data, error, refetch],
  )
}

/** As the service computes it for `unchanged_days`. */
function daysUnchangedOf({ data, as_of: asOf }: PriceStabilityDocument): ReadonlyMap<string, number> {
  const known = data.flatMap(({ id, unchanged_since: since }) =>
    since === null || asOf === null ? [] : [[id, daysUnchanged(Date.parse(since), Date.parse(asOf))] as const],
  )
  return new Map(known)
}

/** Why nothing is known of prices in the past, in a sentence. */
export function pricesProblem(error: Error): string {
  if (!(error instanceof ApiProblem)) return 'Price changes cannot be loaded: Modelkeep cannot be reached.'
  if (isWithoutDatabase(error)) return 'There is no price history: this Modelkeep runs without a database.'
  if (error.status === 503) return 'Price changes cannot be loaded: the database is unavailable.'
  return `Price changes cannot be loaded: ${error.message}.`
}
