import type { ListSort, PageQuery } from '../../shared/search/page-query.js'
import { IconArrowsSort, IconChevronDown } from '../../shared/ui/icons.js'
import type { ChangeQuery } from '../../shared/search/use-list-query.js'
import { sortGroups } from './sort-labels.js'
import classes from './sort-select.module.css'

/** The sort orders of the API, and its default order. */
export function SortSelect({ query, change }: { query: PageQuery; change: ChangeQuery }) {
  const defaultLabel = query.ids
    ? 'As listed'
    : query.q
      ? 'Best match first'
      : query.removed
        ? 'Most recently removed first'
        : 'OpenRouter’s order'
  return (
    <label className={classes.sort}>
      <IconArrowsSort size={15} />
      <span className="visually-hidden">Sort by</span>
      <select
        value={query.sort ?? ''}
        onChange={(event) => change({ sort: (event.target.value || undefined) as ListSort | undefined })}
      >
        <option value="">{defaultLabel}</option>
        {sortGroups.map(({ name, sorts }) => (
          <optgroup key={name} label={name}>
            {sorts.map(([sort, label]) => (
              <option key={sort} value={sort}>
                {label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <IconChevronDown size={14} />
    </label>
  )
}
