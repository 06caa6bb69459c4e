// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { useCallback, useState } from 'react'
import { afterEach, expect, it } from 'vitest'
import { type SearchParameters, useListQuery } from '../src/shared/search/use-list-query.js'

afterEach(cleanup)

it('knows what the URL asks all along, from the first change on', async () => {
  const ready: boolean[] = []
  const { result } = renderHook(() => {
    const [search, setSearch] = useState<SearchParameters>({})
    const state = useListQuery(
      search,
      useCallback((to: SearchParameters) => setSearch(to), []),
    )
    ready.push(state.ready)
    return state
  })
  act(() => result.current.change({ free: true }))
  await waitFor(() => expect(result.current.query).toEqual({ free: true }))
  expect(ready).not.toContain(false)
})
