import type { ListSort } from '../../../shared/search/page-query.js'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '../../../shared/ui/icons.js'
import { ariaSort, nextSort } from '../../../shared/list/column-sort.js'
import type { Heading } from './table-columns.js'
import classes from './table.module.css'

type Sort = ListSort | undefined

interface SortProps {
  sort: Sort
  onSort: (sort: Sort) => void
}

const arrows = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort } as const

export function TableHeader({ lines, sort, onSort }: SortProps & { lines: readonly (readonly Heading[])[] }) {
  return (
    <thead className={classes.head} data-lines={lines.length}>
      {lines.map((headings, line) => (
        <tr key={line} aria-rowindex={line + 1}>
          {headings.map((heading) => (
            <HeadingCell key={heading.key} heading={heading} sort={sort} onSort={onSort} />
          ))}
        </tr>
      ))}
    </thead>
  )
}

function HeadingCell({ heading, sort, onSort }: SortProps & { heading: Heading }) {
  const { key, label, title, align, sorts, isHidden = false, colSpan = 1, rowSpan = 1 } = heading
  const shared = { scope: colSpan > 1 ? 'colgroup' : 'col', colSpan, rowSpan, 'data-column': key, 'data-align': align }
  if (sorts !== undefined)
    return (
      <th {...shared} aria-sort={ariaSort(sorts, sort)}>
        <SortButton sorts={sorts} label={label} title={title} sort={sort} onSort={onSort} />
      </th>
    )
  return (
    <th {...shared} title={title}>
      {isHidden ? <span className="visually-hidden">{label}</span> : label}
    </th>
  )
}

interface SortButtonProps extends SortProps {
  sorts: readonly ListSort[]
  label: string
  title: string | undefined
}

function SortButton({ sorts, label, title, sort, onSort }: SortButtonProps) {
  const direction = ariaSort(sorts, sort)
  const Icon = arrows[direction]
  return (
    <button
      type="button"
      className={classes.sort}
      data-direction={direction}
      onClick={() => onSort(nextSort(sorts, sort))}
      title={title}
    >
      <Icon size={14} stroke={1.8} />
      <span>{label}</span>
    </button>
  )
}
