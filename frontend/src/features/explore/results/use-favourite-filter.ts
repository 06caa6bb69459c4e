import type { Model } from '@modelkeep/catalog/model/model'
import { useMemo, useState } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { useFavourites } from '../../../shared/hooks/preferences.js'

export interface FavouriteFilter {
  isOn: boolean
  toggle: () => void
}

/** The models at these positions, or only the favourites among them. */
export function useFavouriteFilter(view: CatalogueView, positions: readonly number[]) {
  const favourites = useFavourites()
  const [isOn, setIsOn] = useState(false)
  const favouriteIds = useMemo(() => new Set(favourites.ids), [favourites.ids])
  const all = useMemo(() => positions.flatMap((position) => view.models[position] ?? []), [positions, view])
  const models = useMemo<Model[]>(
    () => (isOn ? all.filter(({ id }) => favouriteIds.has(id)) : all),
    [all, isOn, favouriteIds],
  )
  const filter: FavouriteFilter = { isOn, toggle: () => setIsOn(!isOn) }
  return { favourites, favouriteIds, filter, models }
}
