// The columns of the list: one entry each here, in `table-cells.tsx` (what a cell shows) and in `csv.ts`. Widths are in rem, so that
// they grow with the font size.
import type { SortName } from '@modelkeep/catalog/query/sort'
import { costSorts, type ListSort } from '../../../shared/search/page-query.js'

export interface ListColumn {
  key: ColumnKey
  /** The heading. */
  label: string
  /** The full name, for the columns menu. */
  name?: string
  width: number
  align?: 'end'
  /** Columns with a larger number are left out first when there is no room. Absent: shown only when chosen or sorted by. */
  priority?: number
  /** The sort orders of its heading, in the order of clicks. */
  sorts?: readonly ListSort[]
}

export type ColumnKey =
  | 'author'
  | 'input-price'
  | 'output-price'
  | 'cached-price'
  | 'mean-price'
  | 'cost'
  | 'context'
  | 'max-output'
  | 'intelligence'
  | 'coding'
  | 'agentic'
  | 'arena'
  | 'modalities'
  | 'capabilities'
  | 'created'
  | 'knowledge'
  | 'expiry'
  | TrendKey

/** Columns that are computed from history, which is loaded when one of them is chosen. */
export type TrendKey = 'change-30' | 'change-90' | 'price-history'

const rising = (name: string) => [`${name}-low-to-high`, `${name}-high-to-low`] as SortName[]
const falling = (name: string) => rising(name).toReversed()

export const listColumns: readonly ListColumn[] = [
  { key: 'author', label: 'Author', width: 8.5, priority: 9 },
  {
    key: 'input-price',
    label: 'Input',
    name: 'Input price',
    width: 5.25,
    align: 'end',
    priority: 1,
    sorts: rising('input-price'),
  },
  {
    key: 'output-price',
    label: 'Output',
    name: 'Output price',
    width: 5.25,
    align: 'end',
    priority: 2,
    sorts: rising('output-price'),
  },
  {
    key: 'cached-price',
    label: 'Cached',
    name: 'Cached input price',
    width: 5.5,
    align: 'end',
    priority: 7,
    sorts: rising('cached-price'),
  },
  {
    key: 'mean-price',
    label: 'Mean',
    name: 'Mean of input and output price',
    width: 5.25,
    align: 'end',
    sorts: rising('pricing'),
  },
  {
    key: 'cost',
    label: 'Cost / month',
    name: 'Monthly cost of my workload',
    width: 7.5,
    align: 'end',
    sorts: costSorts,
  },
  { key: 'context', label: 'Context', width: 5.5, align: 'end', priority: 3, sorts: falling('context') },
  { key: 'max-output', label: 'Max output', width: 6.5, align: 'end', priority: 8, sorts: falling('max-output') },
  {
    key: 'intelligence',
    label: 'Intelligence',
    name: 'Intelligence index',
    width: 6.75,
    align: 'end',
    sorts: falling('intelligence'),
  },
  { key: 'coding', label: 'Coding', name: 'Coding index', width: 5.25, align: 'end', sorts: falling('coding') },
  { key: 'agentic', label: 'Agentic', name: 'Agentic index', width: 5.5, align: 'end', sorts: falling('agentic') },
  {
    key: 'arena',
    label: 'Arena Elo',
    name: 'Design Arena Elo',
    width: 6.25,
    align: 'end',
    sorts: falling('design-arena-elo'),
  },
  { key: 'modalities', label: 'Modalities', width: 10.5, priority: 6 },
  { key: 'capabilities', label: 'Capabilities', width: 6.5, priority: 4 },
  { key: 'created', label: 'Added', width: 7.75, align: 'end', priority: 5, sorts: ['newest', 'oldest'] },
  {
    key: 'knowledge',
    label: 'Knowledge',
    name: 'Knowledge cutoff',
    width: 7.75,
    align: 'end',
    sorts: ['knowledge-cutoff-newest', 'knowledge-cutoff-oldest'],
  },
  {
    key: 'expiry',
    label: 'Expires',
    width: 7.75,
    align: 'end',
    priority: 10,
    sorts: ['expiration-soonest', 'expiration-latest'],
  },
  { key: 'change-30', label: '30-day change', name: '30-day change of input and output price', width: 9, align: 'end' },
  { key: 'change-90', label: '90-day change', name: '90-day change of input and output price', width: 9, align: 'end' },
  { key: 'price-history', label: 'Price history', name: 'Price history in 12 months (output dashed)', width: 7.5 },
]

const trendKeys: readonly ColumnKey[] = ['change-30', 'change-90', 'price-history'] satisfies TrendKey[]

export function isTrend({ key }: { key: ColumnKey }): boolean {
  return trendKeys.includes(key)
}

export const nameSorts: readonly SortName[] = ['name-a-to-z', 'name-z-to-a']

/** Share one heading; all in USD per million tokens. */
export const priceColumnKeys: readonly ColumnKey[] = ['input-price', 'output-price', 'cached-price', 'mean-price']

/** The payload keys of the price columns. */
export const priceKeys = {
  'input-price': 'prompt',
  'output-price': 'completion',
  'cached-price': 'input_cache_read',
} as const

/** The column whose values the list is sorted by. */
export function columnOfSort(sort: ListSort | undefined): ListColumn | undefined {
  return sort === undefined ? undefined : listColumns.find(({ sorts }) => sorts?.includes(sort))
}
