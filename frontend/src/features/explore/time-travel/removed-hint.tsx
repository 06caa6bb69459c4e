import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { MouseEvent } from 'react'
import { getJson } from '../../../shared/api/problem.js'
import { serialiseListQuery } from '../../../shared/api/query-language.js'
import classes from './removed-hint.module.css'

const settleMs = 400

/** Where few models match: how many that are gone do. Nothing where none does, or where nobody can say. */
export function RemovedHint({ query, change }: { query: ListQuery; change: (patch: Partial<ListQuery>) => void }) {
  const now = removedQuery(query)
  const [asked] = useDebouncedValue(now, settleMs)
  const { data: count = 0 } = useQuery({
    queryKey: ['removed models that match', asked],
    queryFn: async ({ signal }) =>
      (await getJson<{ data: { count: number } }>(`/api/models/count?${asked}`, { signal })).data.count,
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
      {count > 0 && asked === now && (
        <p className={classes.hint}>
          <a href={`/?${now}`} onClick={open}>
            {count.toLocaleString('en')} removed {count === 1 ? 'model matches' : 'models match'}
          </a>
        </p>
      )}
    </div>
  )
}

/** The same question of those that are gone. */
export function removedQuery({
  sort: _sort,
  limit: _limit,
  offset: _offset,
  fields: _fields,
  ...query
}: ListQuery): string {
  return serialiseListQuery({ ...query, removed: true })
}
