import { memo, type ReactNode } from 'react'
import { CapabilityBadges } from '../../../shared/ui/capability-badges.js'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { OwnBadge } from '../../../shared/ui/own-badge.js'
import classes from './cards.module.css'
import type { ColumnKey } from './columns.js'
import { isSameRow, type ListContext, type ListRow } from './list-row.js'
import { AliasBadge, ModelLink, SelectBox, Star } from './row-controls.js'
import { RecentBadge, removedAt, RemovedBadge } from './row-badges.js'
import { cells, Expiry, Modalities, Price, Tokens } from './table-cells.js'

interface CardProps {
  row: ListRow
  context: ListContext
  /** Length of the whole list. */
  count: number
}

/** Shown on every card; another value is shown while the list is sorted by it. */
const always: readonly ColumnKey[] = ['input-price', 'output-price', 'context']

export const Card = memo(
  function Card({ row, context, count }: CardProps) {
    const { model, index, isSelected, isCurrent } = row
    const sorted = always.some((key) => key === context.sorted?.key) ? undefined : context.sorted
    return (
      <div
        role="listitem"
        className={classes.card}
        data-index={index}
        data-id={model.id}
        data-selected={isSelected || undefined}
        data-under={row.isUnder || undefined}
        data-removed={removedAt(row) !== null || undefined}
        aria-posinset={index + 1}
        aria-setsize={count}
      >
        <div className={classes.top}>
          <div className={classes.title}>
            <div className={classes.name}>
              <ModelLink row={row} context={context} showsMaker />
              <AliasBadge row={row} />
              <OwnBadge model={model} />
              <RecentBadge row={row} context={context} />
            </div>
            <div className={classes.idLine}>
              <span className={classes.id}>{model.id}</span>
              <CopyButton
                text={model.id}
                what={`id ${model.id}`}
                className={classes.copy}
                tabIndex={isCurrent ? 0 : -1}
              />
            </div>
          </div>
          <div className={classes.controls}>
            <Star row={row} context={context} />
            <SelectBox row={row} context={context} />
          </div>
        </div>
        <dl className={classes.facts} data-sorted={sorted !== undefined || undefined}>
          <Fact name="Input per 1M" value={<Price model={model} of="input-price" />} />
          <Fact name="Output per 1M" value={<Price model={model} of="output-price" />} />
          <Fact name="Context" value={<Tokens of={model.context_length} />} />
          {sorted !== undefined && (
            <Fact name={sorted.label} title={sorted.name} value={cells[sorted.key](row, context)} />
          )}
        </dl>
        <div className={classes.marks}>
          <Modalities model={model} />
          <CapabilityBadges model={model} show="icons" />
          {removedAt(row) === null ? <Expiry model={model} now={context.now} hasWord /> : <RemovedBadge row={row} />}
        </div>
      </div>
    )
  },
  (a, b) => isSameRow(a.row, b.row) && a.context === b.context && a.count === b.count,
)

function Fact({ name, title, value }: { name: string; title?: string | undefined; value: ReactNode }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
