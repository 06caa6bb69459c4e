import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { SORT_NAMES, type SortName } from '@modelkeep/catalog/query/sort'
import { IconArrowsSort, IconChevronDown } from '@tabler/icons-react'
import classes from './sort-select.module.css'
import type { Change } from './use-search-text.js'

const labels: Readonly<Record<SortName, string>> = {
  newest: 'Newest first',
  'pricing-low-to-high': 'Cheapest first',
  'pricing-high-to-low': 'Dearest first',
  'context-high-to-low': 'Largest context first',
  'intelligence-high-to-low': 'Best intelligence index first',
  'coding-high-to-low': 'Best coding index first',
  'agentic-high-to-low': 'Best agentic index first',
  'design-arena-elo-high-to-low': 'Best Design Arena Elo first',
}

/** The orders of the API. Without one the list is in the order that the answer has by itself. */
export function SortSelect({ query, change }: { query: ListQuery; change: Change }) {
  const usual = query.ids
    ? 'As listed'
    : query.q
      ? 'Best match first'
      : query.removed
        ? 'Last removed first'
        : 'OpenRouter’s order'
  return (
    <label className={classes.sort}>
      <IconArrowsSort size={15} aria-hidden />
      <span className="visually-hidden">Sort by</span>
      <select
        value={query.sort ?? ''}
        onChange={(event) => change({ sort: (event.target.value || undefined) as SortName | undefined })}
      >
        <option value="">{usual}</option>
        {SORT_NAMES.map((name) => (
          <option key={name} value={name}>
            {labels[name]}
          </option>
        ))}
      </select>
      <IconChevronDown size={14} aria-hidden />
    </label>
  )
}
