import { useCallback } from 'react'
import { isFlags, isOneOf, isStringList, useStored, useStoredInTab } from './use-stored.js'

const none: readonly string[] = []
const noChoices: Readonly<Record<string, boolean>> = {}

export type Density = 'comfortable' | 'compact'
/** `auto`: cards when the window is too narrow for a table. */
export type ListView = 'auto' | 'table' | 'cards' | 'plot'

export const useDensity = () => useStored<Density>('density', 'comfortable', isOneOf('comfortable', 'compact'))
export const useListView = () => useStored<ListView>('view', 'auto', isOneOf('auto', 'table', 'cards', 'plot'))
/** Columns that the reader has shown (true) or hidden (false), by key. */
export const useColumnChoices = () => useStored<Readonly<Record<string, boolean>>>('columns', noChoices, isFlags)

export interface IdSet {
  ids: readonly string[]
  has: (id: string) => boolean
  toggle: (id: string) => void
  clear: () => void
}

function useIdSet(
  [ids, setIds]: readonly [readonly string[], (update: (ids: readonly string[]) => readonly string[]) => void],
  max: number,
): IdSet {
  const toggle = useCallback(
    (id: string) => setIds((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id].slice(0, max))),
    [setIds, max],
  )
  const clear = useCallback(() => setIds(() => []), [setIds])
  return { ids, has: (id) => ids.includes(id), toggle, clear }
}

/** Ids of starred models. */
export function useFavourites(): IdSet {
  const [ids, setIds] = useStored('favourites', none, isStringList)
  return useIdSet([ids, setIds], 1_000)
}

export const maxCompared = 6

/** Ids selected for comparison, in the order of selection, for the lifetime of the tab. */
export function useSelection(): IdSet {
  const [ids, setIds] = useStoredInTab('selection', none, isStringList)
  return useIdSet([ids, setIds], maxCompared)
}
