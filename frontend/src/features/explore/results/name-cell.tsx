import { CopyButton } from '../../../shared/ui/copy-button.js'
import { OwnBadge } from '../../../shared/ui/own-badge.js'
import type { ListColumn } from './columns.js'
import type { ListContext, ListRow } from './list-row.js'
import { RecentBadge, removedAt, RemovedBadge } from './row-badges.js'
import { AliasBadge, ModelLink } from './row-controls.js'
import { Expiry } from './table-cells.js'
import classes from './table.module.css'

interface NameCellProps {
  row: ListRow
  context: ListContext
  shown: readonly ListColumn[]
}

/** Name and id, with the author and the expiry date when these have no column. */
export function NameCell({ row, context, shown }: NameCellProps) {
  const { model, isCurrent } = row
  const has = (key: ListColumn['key']): boolean => shown.some((column) => column.key === key)
  return (
    <div className={classes.name}>
      <div className={classes.nameLine}>
        <ModelLink row={row} context={context} showsMaker={!has('author')} />
        <AliasBadge row={row} />
        <OwnBadge model={model} />
        <RecentBadge row={row} context={context} />
        {!has('expiry') && removedAt(row) === null && <Expiry model={model} now={context.now} hasWord />}
      </div>
      <div className={classes.idLine}>
        <RemovedBadge row={row} />
        <span className={classes.id} title={model.id}>
          {model.id}
        </span>
        <CopyButton text={model.id} what={`id ${model.id}`} className={classes.copy} tabIndex={isCurrent ? 0 : -1} />
      </div>
    </div>
  )
}
