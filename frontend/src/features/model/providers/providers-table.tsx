import type { Model } from '@modelkeep/catalog/model/model'
import { useMemo } from 'react'
import { type Column, columnsOf, type ProviderRow, providerRows } from './provider-rows.js'
import classes from './providers.module.css'

/** One row per endpoint; in a narrow container each row is a block with the column's name before each value. */
export function ProvidersTable({ endpoints, model }: { endpoints: readonly unknown[]; model: Model }) {
  const rows = useMemo(() => providerRows(endpoints, model), [endpoints, model])
  if (rows.length === 0) return <p className={classes.note}>No provider offers this model at the moment.</p>
  const columns = columnsOf(rows)
  return (
    <>
      <table className={classes.table}>
        <caption className="visually-hidden">Providers, cheapest input first</caption>
        <thead>
          <tr>
            <th scope="col">Provider</th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
      <p className={classes.note}>Prices in USD per million tokens; cheapest input first.</p>
    </>
  )
}

function Row({ row: { name, tag, hasTiers, cells }, columns }: { row: ProviderRow; columns: readonly Column[] }) {
  return (
    <tr>
      <th scope="row">
        {name}
        {tag !== null && <code>{tag}</code>}
        {hasTiers && <small>Other prices for some requests</small>}
      </th>
      {columns.map((column) => (
        <td
          key={column.key}
          title={cells[column.key].title}
          data-column={column.name}
          data-unknown={!cells[column.key].isKnown || undefined}
        >
          {cells[column.key].text}
        </td>
      ))}
    </tr>
  )
}
