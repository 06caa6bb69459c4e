import { useDebouncedValue } from '@mantine/hooks'
import { apiQuery, type PageQuery } from '../../../shared/search/page-query.js'
import { useQuery } from '@tanstack/react-query'
import type { MouseEvent } from 'react'
import { getJson } from '../../../shared/api/problem.js'
import { serialiseListQuery } from '../../../shared/api/query-language.js'
import classes from './removed-hint.module.css'

const debounceMs = 400

/** How many removed models match the query. Renders nothing when none does or the number is unknown. */
export function RemovedHint({ query, change }: { query: PageQuery; change: (patch: Partial<PageQuery>) => void }) {
  const current = removedQuery(query)
  const [requested] = useDebouncedValue(current, debounceMs)
  const { data: count = 0 } = useQuery({
    queryKey: ['removed models that match', requested],
    queryFn: async ({ signal }) =>
      (await getJson<{ data: { count: number } }>(`/api/models/count?${requested}`, { signal })).data.count,
    staleTime: 600_000,
    retry: false,
  })
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    change({ removed: true })
  }
  return (
    <div aria-live="polite">
      {count > 0 && requested === current && (
        <p className={classes.hint}>
          <a href={`/?${current}`} onClick={open}>
            {count.toLocaleString('en')} removed {count === 1 ? 'model matches' : 'models match'}
          </a>
        </p>
      )}
    </div>
  )
}

/** The same query over removed models. */
export function removedQuery({
  sort: _sort,
  limit: _limit,
  offset: _offset,
  fields: _fields,
  ...query
}: PageQuery): string {
  return serialiseListQuery({ ...apiQuery(query), removed: true })
}
