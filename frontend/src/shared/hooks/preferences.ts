import { useLocalStorage, useSessionStorage } from '@mantine/hooks'
import { useCallback } from 'react'

/** What one reader chose, remembered by this browser and shared by its tabs. */
function useRemembered<T>(key: string, defaultValue: T) {
  return useLocalStorage<T>({ key: `modelkeep-${key}`, defaultValue, getInitialValueInEffect: false })
}

export type Density = 'comfortable' | 'compact'
/** `auto`: cards where there is no room for a table. */
export type ListView = 'auto' | 'table' | 'cards'

export const useDensity = () => useRemembered<Density>('density', 'comfortable')
export const useListView = () => useRemembered<ListView>('view', 'auto')
/** Keys of the columns that are not shown. */
export const useHiddenColumns = () => useRemembered<readonly string[]>('hidden-columns', [])

export interface IdSet {
  ids: readonly string[]
  has: (id: string) => boolean
  toggle: (id: string) => void
  clear: () => void
}

function useIdSet(
  [ids, setIds]: readonly [readonly string[], (update: (ids: readonly string[]) => readonly string[]) => void],
  most: number,
): IdSet {
  const toggle = useCallback(
    (id: string) => setIds((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(0, most))),
    [setIds, most],
  )
  const clear = useCallback(() => setIds(() => []), [setIds])
  return { ids, has: (id) => ids.includes(id), toggle, clear }
}

/** Ids of models that the reader marked with a star. */
export function useFavourites(): IdSet {
  const [ids, setIds] = useRemembered<readonly string[]>('favourites', [])
  return useIdSet([ids, setIds], 1_000)
}

export const mostCompared = 6

/** Ids chosen for a comparison, in the order of choice; for as long as the tab lives. */
export function useSelection(): IdSet {
  const [ids, setIds] = useSessionStorage<readonly string[]>({
    key: 'modelkeep-selection',
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  return useIdSet([ids, setIds], mostCompared)
}
