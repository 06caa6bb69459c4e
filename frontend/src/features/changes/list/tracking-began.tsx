import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { useQuery } from '@tanstack/react-query'
import { getJson } from '../../../shared/api/problem.js'
import { grouped } from '../../../shared/ui/digits.js'
import { utcLabel } from '../../../shared/ui/utc-time.js'
import classes from '../changes.module.css'

/** The changes after the first observation, which found every model new. `firstAt` in Unix milliseconds; null: unknown. */
export function sinceTrackingBegan(changes: readonly ListedChange[], firstAt: number | null) {
  const later = changes.filter(({ kind, observed_at: at }) => kind !== 'model_added' || Date.parse(at) !== firstAt)
  return { later, includesFirst: later.length < changes.length }
}

/** Stands for the models of the first observation. */
export function TrackingBegan({ firstAt }: { firstAt: number }) {
  const asOf = new Date(firstAt).toISOString()
  const { data: count } = useQuery({
    queryKey: ['models at first', asOf],
    queryFn: async ({ signal }) =>
      (await getJson<{ data: { count: number } }>(`/api/models/count?as_of=${asOf}`, { signal })).data.count,
    staleTime: 3_600_000,
    retry: false,
  })
  return (
    <p className={classes.end}>
      Tracking began on {utcLabel(firstAt)}
      {count !== undefined && `, with ${grouped(count)} models`}.
    </p>
  )
}
