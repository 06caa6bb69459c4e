import { dateLabel } from '../../../shared/ui/dates.js'
import type { ListContext, ListRow } from './list-row.js'
import classes from './row-badges.module.css'

/** When a model was removed, in RFC 3339; null when it is present. */
export function removedAt({ model }: Pick<ListRow, 'model'>): string | null {
  const at = model['removed_at']
  return typeof at === 'string' ? at : null
}

export function RemovedBadge({ row }: { row: ListRow }) {
  const at = removedAt(row)
  if (at === null) return null
  return (
    <time className={classes.removed} dateTime={at} title={`Removed from the catalogue at ${at}`}>
      removed {dateLabel(Date.parse(at) / 1000)}
    </time>
  )
}

/** The most important change of the last 30 days. */
export function RecentBadge({ row, context }: { row: ListRow; context: ListContext }) {
  const badge = context.recent?.get(row.model.id)
  if (badge === undefined) return null
  return (
    <span className={classes.recent} data-tone={badge.tone} title={badge.title}>
      <span aria-hidden>{badge.text}</span>
      <span className="visually-hidden">(last 30 days: {badge.spoken})</span>
    </span>
  )
}
