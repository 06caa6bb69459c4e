import { dateLabel } from '../../../shared/ui/dates.js'
import type { ListContext, ListRow } from './list-row.js'
import classes from './row-badges.module.css'

/** When a model went, as the list of removed models tells; null of one that is there. RFC 3339. */
export function removedAt({ model }: Pick<ListRow, 'model'>): string | null {
  const at = model['removed_at']
  return typeof at === 'string' ? at : null
}

/** Says of a model that is gone since when. */
export function RemovedMark({ row }: { row: ListRow }) {
  const gone = removedAt(row)
  if (gone === null) return null
  return (
    <time className={classes.removed} dateTime={gone} title={`No longer in the catalogue since ${gone}`}>
      removed {dateLabel(Date.parse(gone) / 1000)}
    </time>
  )
}

/** What changed about a model within thirty days. */
export function RecentMark({ row, context }: { row: ListRow; context: ListContext }) {
  const badge = context.recent?.get(row.model.id)
  if (badge === undefined) return null
  return (
    <span className={classes.recent} data-tone={badge.tone} title={badge.title}>
      <span aria-hidden>{badge.text}</span>
      <span className="visually-hidden">(30 days: {badge.spoken})</span>
    </span>
  )
}
