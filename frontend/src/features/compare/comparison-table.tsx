import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { splitName } from '@modelkeep/catalog/model/model-name'
import { IconCheck, IconCircleCheckFilled, IconX } from '../../shared/ui/icons.js'
import { Link } from '@tanstack/react-router'
import { memo, useRef } from 'react'
import type { Cell, Row, RowGroup } from './comparison.js'
import classes from './comparison-table.module.css'
import { PinnedNames } from './pinned-names.js'

interface ComparisonTableProps {
  models: readonly Model[]
  groups: readonly RowGroup[]
  /** Display names by id. */
  authorNames: ReadonlyMap<string, string>
  remove: (id: string) => void
}

/** Models side by side. Columns that do not fit are reached by scrolling sideways; only the page scrolls up and down. */
export function ComparisonTable({ models, groups, authorNames, remove }: ComparisonTableProps) {
  const region = useRef<HTMLDivElement>(null)
  return (
    <div className={classes.comparison} data-models={models.length}>
      <PinnedNames models={models} region={region} />
      {/* A scrollable region must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={region} className={classes.scroll} role="region" aria-label="Comparison" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.corner}>
                <span className="visually-hidden">Property</span>
              </th>
              {models.map((model) => (
                <ModelHeader key={model.id} model={model} authorNames={authorNames} remove={remove} />
              ))}
            </tr>
          </thead>
          {groups.map(({ key, title, rows }) => (
            <tbody key={key}>
              <tr className={classes.group}>
                <th scope="rowgroup" colSpan={models.length + 1}>
                  <span>{title}</span>
                </th>
              </tr>
              {rows.map((row) => (
                <ComparisonRow key={row.key} row={row} models={models} />
              ))}
            </tbody>
          ))}
        </table>
        {groups.length === 0 && <p className={classes.same}>These models do not differ.</p>}
      </div>
    </div>
  )
}

interface ModelHeaderProps extends Pick<ComparisonTableProps, 'authorNames' | 'remove'> {
  model: Model
}

function ModelHeader({ model, authorNames, remove }: ModelHeaderProps) {
  const author = authorOf(model.id)
  const name = model.name.trim()
  return (
    <th scope="col" className={classes.model}>
      <div>
        <span className={classes.names}>
          <span className={classes.author}>{authorNames.get(author) ?? author}</span>
          <Link to="/models/$" params={{ _splat: model.id }} title={model.id}>
            {splitName(name).own}
          </Link>
        </span>
        <button
          type="button"
          onClick={() => remove(model.id)}
          aria-label={`Remove ${name}`}
          title="Remove from the comparison"
        >
          <IconX size={16} />
        </button>
      </div>
    </th>
  )
}

const ComparisonRow = memo(function ComparisonRow({ row, models }: { row: Row; models: readonly Model[] }) {
  return (
    <tr className={row.key === 'cost' ? classes.total : undefined} data-differs={row.differs || undefined}>
      <th scope="row" className={classes.name}>
        <span className={classes.label}>
          {row.label}
          {row.unit !== undefined && <small>{row.unit}</small>}
        </span>
        {row.differs && (
          <span className={classes.differs} title="Models differ">
            <span aria-hidden>≠</span>
            <span className="visually-hidden">differs</span>
          </span>
        )}
      </th>
      {row.cells.map((cell, position) => (
        <td key={models[position]?.id} className={row.best === position ? classes.best : undefined}>
          <Value
            cell={cell}
            best={row.best === position ? (row.word ?? 'Best') : null}
            showsLabel={row.key === 'cost'}
          />
        </td>
      ))}
    </tr>
  )
})

function Value({ cell, best, showsLabel }: { cell: Cell; best: string | null; showsLabel: boolean }) {
  return (
    <>
      <span className={classes.value} data-kind={cell.kind} title={cell.title}>
        {cell.kind === 'yes' && <IconCheck size={16} stroke={2.2} />}
        <span className="numbers">{cell.text}</span>
        {best !== null && (
          <span className={classes.mark} title={best}>
            <IconCircleCheckFilled size={14} />
            <span className={showsLabel ? undefined : 'visually-hidden'}>{best}</span>
          </span>
        )}
      </span>
      {cell.bar !== undefined && (
        <span className={classes.bar} aria-hidden>
          <span style={{ width: `${100 * cell.bar}%` }} />
        </span>
      )}
      {cell.note !== undefined && <small className={classes.note}>{cell.note}</small>}
    </>
  )
}
