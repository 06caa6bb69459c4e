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

it('keeps what only the page can do beside the parameters of the API', async () => {
  const { result } = renderHook(() => {
    const [search, setSearch] = useState<ListSearch>({ favourites: 'true' })
    const navigate = useCallback((to: ListSearch) => setSearch(to), [])
    return { search, ...useListQuery(search, navigate) }
  })
  await waitFor(() => expect(result.current.query).toEqual({ favourites: true }))
  act(() => result.current.change({ free: true, group: true }))
  await waitFor(() => expect(result.current.search).toEqual({ free: 'true', favourites: 'true', group: 'true' }))
  expect(result.current.query).toEqual({ free: true, favourites: true, group: true })
  act(() => result.current.change({ favourites: undefined }))
  await waitFor(() => expect(result.current.search).toEqual({ free: 'true', group: 'true' }))
})

it('keeps the workload and the order by its cost in the URL', async () => {
  const workload = { inputTokens: 9, cachedTokens: 0, outputTokens: 7, calls: 77_000 }
  const { result } = renderHook(() => {
    const [search, setSearch] = useState<ListSearch>({ sort: 'newest' })
    const navigate = useCallback((to: ListSearch) => setSearch(to), [])
    return { search, ...useListQuery(search, navigate) }
  })
  await waitFor(() => expect(result.current.query).toEqual({ sort: 'newest' }))
  act(() => result.current.change({ sort: 'cost-low-to-high', workload }))
  const search = { sort: 'cost-low-to-high', in: '9', cached: '0', out: '7', calls: '77000' }
  await waitFor(() => expect(result.current.search).toEqual(search))
  expect(result.current.query).toEqual({ sort: 'cost-low-to-high', workload })
  act(() => result.current.change({ sort: 'oldest' }))
  await waitFor(() => expect(result.current.search).toEqual({ ...search, sort: 'oldest' }))
})

it.each(['favourites', 'group'] as const)('reports another value of %s', async (name) => {
  const { result } = renderHook(() => useListQuery({ [name]: '1' }, () => {}))
  await waitFor(() => expect(result.current.problem?.parameter).toBe(name))
})

it('keeps every change when the URL follows late', async () => {
  const asked: ListSearch[] = []
  const { result } = renderHook(() => {
    const [search, follow] = useState<ListSearch>({})
    const navigate = useCallback((to: ListSearch) => void asked.push(to), [])
    return { follow, ...useListQuery(search, navigate) }
  })
  const change = async (patch: Parameters<typeof result.current.change>[0]): Promise<void> => {
    const before = asked.length
    act(() => result.current.change(patch))
    await waitFor(() => expect(asked).toHaveLength(before + 1))
  }
  await change({ free: true })
  await change({ q: 'alpha' })
  act(() => result.current.follow(asked[0]!))
  await change({ sort: 'newest' })
  expect(asked.at(-1)).toEqual({ free: 'true', q: 'alpha', sort: 'newest' })

  act(() => result.current.follow(asked.at(-1)!))
  act(() => result.current.follow({ q: 'beta' })) // the back button
  await waitFor(() => expect(result.current.query).toEqual({ q: 'beta' }))
  await change({ free: true })
  expect(asked.at(-1)).toEqual({ free: 'true', q: 'beta' })
})
