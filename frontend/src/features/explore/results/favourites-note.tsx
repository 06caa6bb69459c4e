import { useFavourites } from '../../../shared/hooks/preferences.js'
import { SubscribeToModels } from '../../../shared/subscribe/subscribe-to-models.js'
import classes from './results.module.css'
import type { FavouriteFilter } from './use-favourite-filter.js'

interface FavouritesNoteProps {
  filter: FavouriteFilter
  shown: number
  total: number
}

/** Says how many models the favourites filter shows. */
export function FavouritesNote({ filter, shown, total }: FavouritesNoteProps) {
  const { ids } = useFavourites()
  return (
    <>
      <div role="status">
        {filter.isOn && (
          <p className={classes.note}>
            {shown === 0
              ? `None of these ${total} models is a favourite. Use the stars to add some.`
              : `${shown} of ${total} are favourites.`}{' '}
            <button type="button" onClick={filter.toggle}>
              Show all
            </button>
          </p>
        )}
      </div>
      {filter.isOn && ids.length > 0 && (
        <SubscribeToModels ids={ids} what="your favourites" className={classes.subscribe} />
      )}
    </>
  )
}
