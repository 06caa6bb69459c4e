import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import type { Header, HeaderGroup } from '@tanstack/react-table'
import { ariaSort, isSortable, nextSort, type SortableHeading } from './column-sort.js'
import type { ListRow } from './list-row.js'
import classes from './table.module.css'

type Sort = ListQuery['sort']
interface SortProps {
  sort: Sort
  onSort: (sort: Sort) => void
}

const arrows = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort } as const

/** One line of headings, or two where prices are shown: one for all of them, one for each. */
export function TableHeader({ groups, sort, onSort }: SortProps & { groups: HeaderGroup<ListRow>[] }) {
  const hasTwoLines = groups[0]?.headers.some(({ isPlaceholder }) => !isPlaceholder) ?? false
  const lines = hasTwoLines ? groups : groups.slice(-1)
  return (
    <thead className={classes.head} data-lines={lines.length}>
      {lines.map((group, line) => (
        <tr key={group.id} aria-rowindex={line + 1}>
          {group.headers.map((header) => {
            const isSpanning = lines.length === 2 && header.isPlaceholder
            // What spans both lines was written on the first.
            if (line === 1 && header.column.parent === undefined) return null
            return <Heading key={header.id} header={header} rowSpan={isSpanning ? 2 : 1} sort={sort} onSort={onSort} />
          })}
        </tr>
      ))}
    </thead>
  )
}

function Heading({ header, rowSpan, sort, onSort }: SortProps & { header: Header<ListRow, unknown>; rowSpan: number }) {
  const { id, columnDef } = header.column
  const label = String(columnDef.header)
  const { align, title, isHeadingHidden } = columnDef.meta ?? {}
  const sortable = isSortable(id) ? id : null
  const isGroup = header.colSpan > 1
  return (
    <th
      scope={isGroup ? 'colgroup' : 'col'}
      colSpan={header.colSpan}
      rowSpan={rowSpan}
      data-column={id}
      data-align={align}
      {...(sortable !== null && { 'aria-sort': ariaSort(sortable, sort) })}
      {...(title !== undefined && sortable === null && { title })}
    >
      {isHeadingHidden === true && <span className="visually-hidden">{label}</span>}
      {isHeadingHidden !== true &&
        (sortable === null ? (
          label
        ) : (
          <SortButton heading={sortable} label={label} title={title} sort={sort} onSort={onSort} />
        ))}
    </th>
  )
}

function SortButton({
  heading,
  label,
  title,
  sort,
  onSort,
}: SortProps & { heading: SortableHeading; label: string; title: string | undefined }) {
  const direction = ariaSort(heading, sort)
  const Icon = arrows[direction]
  return (
    <button
      type="button"
      className={classes.sort}
      data-direction={direction}
      onClick={() => onSort(nextSort(heading, sort))}
      title={title}
    >
      <Icon size={14} stroke={1.8} aria-hidden />
      <span>{label}</span>
    </button>
  )
}
