import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ChangeBadge } from './recent-badges.js'

const hourMs = 3_600_000

/** Changes in the 30 days before `until` (Unix milliseconds; null: now), loaded when the browser is idle; undefined while unknown. */
export function useRecentBadges(until: number | null, isWanted: boolean): ReadonlyMap<string, ChangeBadge> | undefined {
  const isIdle = useIdle()
  const { data } = useQuery({
    queryKey: ['recent changes', until],
    queryFn: async ({ signal }) =>
      (await import('./fetch-recent-badges.js')).fetchRecentBadges(until, Date.now(), signal),
    enabled: isIdle && isWanted,
    staleTime: hourMs,
    gcTime: hourMs,
    structuralSharing: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
    retryOnMount: false,
  })
  return isWanted ? data : undefined
}

function useIdle(): boolean {
  const [isIdle, setIdle] = useState(false)
  useEffect(() => {
    const run = (): void => setIdle(true)
    if (window.requestIdleCallback === undefined) {
      const timer = setTimeout(run, 1_000)
      return () => clearTimeout(timer)
    }
    const handle = window.requestIdleCallback(run, { timeout: 5_000 })
    return () => window.cancelIdleCallback(handle)
  }, [])
  return isIdle
}
