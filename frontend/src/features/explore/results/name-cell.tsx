import type { ColumnDef, RowData } from '@tanstack/react-table'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { type ListColumn, listColumns, priceColumnKeys } from './columns.js'
import type { ListContext, ListRow } from './list-row.js'
import { AliasMark, ModelLink, SelectBox, Star } from './row-controls.js'
import { RecentMark, removedAt, RemovedMark } from './row-badges.js'
import { cells, Expiry } from './table-cells.js'
import classes from './table.module.css'

declare module '@tanstack/react-table' {
  interface TableMeta<TData extends RowData> {
    context: ListContext
    shows: { author: boolean; expiry: boolean }
  }
  interface ColumnMeta<TData extends RowData, TValue> {
    align?: 'end' | undefined
    title?: string
    /** Heard, not seen. */
    isHeadingHidden?: boolean
  }
}

type Column = ColumnDef<ListRow>

function NameCell({
  row,
  context,
  shows,
}: {
  row: ListRow
  context: ListContext
  shows: { author: boolean; expiry: boolean }
}) {
  return (
    <div className={classes.name}>
      <div className={classes.nameLine}>
        <ModelLink row={row} context={context} showsMaker={!shows.author} />
        <AliasMark row={row} />
        <RecentMark row={row} context={context} />
        {!shows.expiry && removedAt(row) === null && <Expiry model={row.model} now={context.now} prefix="until " />}
      </div>
      <div className={classes.idLine}>
        <RemovedMark row={row} />
        <span className={classes.id} title={row.model.id}>
          {row.model.id}
        </span>
        <CopyButton
          text={row.model.id}
          what={`id ${row.model.id}`}
          className={classes.copy}
          tabIndex={row.isCurrent ? 0 : -1}
        />
      </div>
    </div>
  )
}

function dataColumn({ key, label, name, align }: ListColumn): Column {
  return {
    id: key,
    header: label,
    meta: { align, ...(name !== undefined && { title: name }) },
    cell: ({ row, table }) => cells[key](row.original, table.options.meta?.context.now ?? 0),
  }
}

const before: Column[] = [
  {
    id: 'select',
    header: 'Compare',
    meta: { isHeadingHidden: true },
    cell: ({ row, table }) =>
      table.options.meta && <SelectBox row={row.original} context={table.options.meta.context} />,
  },
  {
    id: 'star',
    header: 'Favourite',
    meta: { isHeadingHidden: true },
    cell: ({ row, table }) => table.options.meta && <Star row={row.original} context={table.options.meta.context} />,
  },
  {
    id: 'name',
    header: 'Model',
    cell: ({ row, table }) => table.options.meta && <NameCell row={row.original} {...table.options.meta} />,
  },
]

const isPrice = ({ key }: ListColumn): boolean => priceColumnKeys.includes(key)
const firstPrice = listColumns.findIndex(isPrice)

/** With the prices under one heading, by which they are sorted: the query language sorts by the mean of input and output. */
export const tableColumns: Column[] = [
  ...before,
  ...listColumns.slice(0, firstPrice).map(dataColumn),
  {
    id: 'prices',
    header: 'USD per million tokens',
    meta: { align: 'end', title: 'Sorted by the mean of input and output price' },
    columns: listColumns.filter(isPrice).map(dataColumn),
  },
  ...listColumns
    .slice(firstPrice)
    .filter((column) => !isPrice(column))
    .map(dataColumn),
]
