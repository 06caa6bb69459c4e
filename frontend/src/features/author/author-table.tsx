import type { Model } from '@modelkeep/catalog/model/model'
import type { SortName } from '@modelkeep/catalog/query/sort'
import { Link } from '@tanstack/react-router'
import { ariaSort, nextSort } from '../../shared/list/column-sort.js'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '../../shared/ui/icons.js'
import { splitName } from '@modelkeep/catalog/model/model-name'
import { type AuthorColumn, authorColumns, cellOf } from './author-columns.js'
import classes from './author-table.module.css'

interface AuthorTableProps {
  /** Whose models. */
  name: string
  models: readonly Model[]
  sort: SortName
  onSort: (sort: string | undefined) => void
}

const arrows = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort } as const

/** One row per model. Narrow screens show the name and the columns that fit. */
export function AuthorTable({ name, models, sort, onSort }: AuthorTableProps) {
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">Models by {name}</caption>
      <thead>
        <tr>
          {authorColumns.map((column) => (
            <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} />
        ))}
      </tbody>
    </table>
  )
}

function Heading({
  column: { key, label, sorts },
  sort,
  onSort,
}: { column: AuthorColumn } & Omit<AuthorTableProps, 'name' | 'models'>) {
  const direction = ariaSort(sorts, sort)
  const Icon = arrows[direction]
  return (
    <th scope="col" data-column={key} aria-sort={direction}>
      <button type="button" data-direction={direction} onClick={() => onSort(nextSort(sorts, sort))}>
        <Icon size={14} stroke={1.8} />
        <span>{label}</span>
      </button>
    </th>
  )
}

function ModelRow({ model }: { model: Model }) {
  return (
    <tr>
      {authorColumns.map(({ key }) => {
        if (key === 'name')
          return (
            <th key={key} scope="row" data-column={key}>
              <ModelName model={model} />
            </th>
          )
        const { text, title } = cellOf(model, key)
        return (
          <td key={key} data-column={key} title={title}>
            {text}
          </td>
        )
      })}
    </tr>
  )
}

function ModelName({ model }: { model: Model }) {
  return (
    <Link to="/models/$" params={{ _splat: model.id }}>
      <span>{splitName(model.name).own || model.id}</span>
      <code>{model.id}</code>
    </Link>
  )
}
