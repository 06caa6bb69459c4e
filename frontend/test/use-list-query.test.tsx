// @vitest-environment happy-dom
import { act, cleanup, configure, renderHook, waitFor } from '@testing-library/react'
import { useCallback, useState } from 'react'
import { afterEach, expect, it } from 'vitest'
import type { ListSearch } from '../src/shared/search/search-parameters.js'
import { useListQuery } from '../src/shared/search/use-list-query.js'

// Generous, because the machine may be busy.
configure({ asyncUtilTimeout: 10_000 })
afterEach(cleanup)

it('stays ready when the first change loads the parser', async () => {
  const ready: boolean[] = []
  const { result } = renderHook(() => {
    const [search, setSearch] = useState<ListSearch>({})
    const state = useListQuery(
      search,
      useCallback((to: ListSearch) => setSearch(to), []),
    )
    ready.push(state.ready)
    return state
  })
  act(() => result.current.change({ free: true }))
  await waitFor(() => expect(result.current.query).toEqual({ free: true }))
  expect(ready).not.toContain(false)
})
