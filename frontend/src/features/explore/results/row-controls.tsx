import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { momentSearch } from '../../../shared/api/historical.js'
import { splitName } from '../../../shared/ui/model-name.js'
import type { ListContext, ListRow } from './list-row.js'
import classes from './row-controls.module.css'

interface ControlProps {
  row: ListRow
  context: ListContext
}

/** Of the controls of a list only those of the current row are stops for Tab: arrows go to the others. */
const tabIndexOf = ({ isCurrent }: ListRow): 0 | -1 => (isCurrent ? 0 : -1)

export function SelectBox({ row, context }: ControlProps) {
  const { model, isSelected } = row
  return (
    <label className={classes.target} title={isSelected ? 'Take out of the comparison' : 'Select to compare'}>
      <input
        type="checkbox"
        className={classes.box}
        checked={isSelected}
        onChange={() => context.select(model.id)}
        tabIndex={tabIndexOf(row)}
        aria-label={`Compare ${model.name.trim()}`}
      />
    </label>
  )
}

export function Star({ row, context }: ControlProps) {
  const { model, isFavourite } = row
  const Icon = isFavourite ? IconStarFilled : IconStar
  return (
    <button
      type="button"
      className={`${classes.target} ${classes.star}`}
      aria-pressed={isFavourite}
      onClick={() => context.favourite(model.id)}
      tabIndex={tabIndexOf(row)}
      aria-label={`Favourite ${model.name.trim()}`}
      title={isFavourite ? 'No longer a favourite' : 'Mark as a favourite'}
    >
      <Icon size={16} stroke={1.6} aria-hidden />
    </button>
  )
}

/** The real link to a model. `showsMaker`: where nothing beside it says who made it. */
export function ModelLink({ row, context, showsMaker }: ControlProps & { showsMaker: boolean }) {
  const { model } = row
  const { maker, own } = splitName(model.name)
  return (
    <Link
      to="/models/$"
      params={{ _splat: model.id }}
      search={momentSearch(context.search) as never}
      state={{ list: { ...context.search } }}
      resetScroll={false}
      className={classes.link}
      data-row-link
      tabIndex={tabIndexOf(row)}
      title={`${model.name.trim()}\n${model.id}`}
    >
      {showsMaker && maker !== null && <span className={classes.maker}>{maker}: </span>}
      {own}
    </Link>
  )
}

/** An id that stands for whichever model is the newest of its kind. */
export function AliasMark({ row: { model } }: { row: ListRow }) {
  if (!model.id.startsWith('~')) return null
  return (
    <span className={classes.mark} title={`Stands for ${model.alias_target?.slug ?? 'another model'} at the moment`}>
      alias
    </span>
  )
}
