import { splitName } from '@modelkeep/catalog/model/model-name'
import { IconStar, IconStarFilled } from '../../../shared/ui/icons.js'
import { Link } from '@tanstack/react-router'
import { historicalSearch } from '../../../shared/api/historical.js'
import type { ListContext, ListRow } from './list-row.js'
import classes from './row-controls.module.css'

interface ControlProps {
  row: ListRow
  context: ListContext
}

/** Tab reaches only the controls of the current row; arrow keys move between rows. */
const tabIndexOf = ({ isCurrent }: ListRow): 0 | -1 => (isCurrent ? 0 : -1)

export function SelectBox({ row, context }: ControlProps) {
  const { model, isSelected } = row
  return (
    <label className={classes.target} title={isSelected ? 'Remove from comparison' : 'Select for comparison'}>
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
      title={isFavourite ? 'Remove from favourites' : 'Add to favourites'}
    >
      <Icon size={16} stroke={1.6} />
    </button>
  )
}

/** The link to a model. `showsMaker`: no column shows its author. */
export function ModelLink({ row, context, showsMaker }: ControlProps & { showsMaker: boolean }) {
  const { model } = row
  const { maker, own } = splitName(model.name)
  return (
    <Link
      to="/models/$"
      params={{ _splat: model.id }}
      search={historicalSearch(context.search)}
      state={{ list: context.search }}
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

/** Marks an id that points to the newest model of its kind. */
export function AliasBadge({ row: { model } }: { row: ListRow }) {
  if (!model.id.startsWith('~')) return null
  return (
    <span className={classes.mark} title={`Currently points to ${model.alias_target?.slug ?? 'another model'}`}>
      alias
    </span>
  )
}
