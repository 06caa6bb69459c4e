import { useQuery } from '@tanstack/react-query'
import { timeIn } from '../ui/utc-time.js'
import { getJson } from './problem.js'

/** In Unix milliseconds; null while unknown. The response for an earlier time contains a reason that names it. */
export function useFirstObservation(): number | null {
  const { data } = useQuery({
    queryKey: ['first observation'],
    queryFn: ({ signal }) => getJson<{ reason?: string }>('/api/models/count?as_of=1970-01-01', { signal }),
    staleTime: 3_600_000,
    retry: false,
  })
  return timeIn(data?.reason)
}
