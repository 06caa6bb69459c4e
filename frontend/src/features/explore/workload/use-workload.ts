import { useCallback } from 'react'
import { useRememberedWorkload } from '../../../shared/cost/use-remembered-workload.js'
import type { Workload } from '../../../shared/cost/workload.js'
import { useListWorkload } from '../../../shared/list/use-list-results.js'
import { isCostSort, type PageQuery } from '../../../shared/search/page-query.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'

export interface ListWorkload {
  workload: Workload
  setWorkload: (workload: Workload) => void
  /** Changes the query. Sorting by cost puts the workload into the URL, so that who gets the link sees the same order. */
  change: ChangeQuery
}

/** The workload whose cost the list shows. */
export function useWorkload(query: PageQuery, change: ChangeQuery): ListWorkload {
  const [, remember] = useRememberedWorkload()
  const workload = useListWorkload(query)
  const changeAll = useCallback<ChangeQuery>(
    (patch, options) => change(isCostSort(patch.sort) ? { workload, ...patch } : patch, options),
    [change, workload],
  )
  const setWorkload = (next: Workload): void => {
    remember(next)
    change({ workload: next }, { replace: true })
  }
  return { workload, setWorkload, change: changeAll }
}
