import type { ListSort } from '../../shared/search/page-query.js'

interface SortGroup {
  name: string
  sorts: readonly (readonly [ListSort, string])[]
}

/** Every sort order, as it is called on the page. */
export const sortGroups: readonly SortGroup[] = [
  {
    name: 'Price',
    sorts: [
      ['pricing-low-to-high', 'Cheapest first (mean price)'],
      ['pricing-high-to-low', 'Most expensive first (mean price)'],
      ['input-price-low-to-high', 'Cheapest input first'],
      ['input-price-high-to-low', 'Most expensive input first'],
      ['output-price-low-to-high', 'Cheapest output first'],
      ['output-price-high-to-low', 'Most expensive output first'],
      ['cached-price-low-to-high', 'Cheapest cached input first'],
      ['cached-price-high-to-low', 'Most expensive cached input first'],
      ['cost-low-to-high', 'Lowest cost of my workload first'],
      ['cost-high-to-low', 'Highest cost of my workload first'],
    ],
  },
  {
    name: 'Benchmarks',
    sorts: [
      ['intelligence-high-to-low', 'Best intelligence index first'],
      ['intelligence-low-to-high', 'Lowest intelligence index first'],
      ['coding-high-to-low', 'Best coding index first'],
      ['coding-low-to-high', 'Lowest coding index first'],
      ['agentic-high-to-low', 'Best agentic index first'],
      ['agentic-low-to-high', 'Lowest agentic index first'],
      ['design-arena-elo-high-to-low', 'Best Design Arena Elo first'],
      ['design-arena-elo-low-to-high', 'Lowest Design Arena Elo first'],
    ],
  },
  {
    name: 'Size',
    sorts: [
      ['context-high-to-low', 'Largest context first'],
      ['context-low-to-high', 'Smallest context first'],
      ['max-output-high-to-low', 'Largest max output first'],
      ['max-output-low-to-high', 'Smallest max output first'],
    ],
  },
  {
    name: 'Name and dates',
    sorts: [
      ['name-a-to-z', 'Name, A to Z'],
      ['name-z-to-a', 'Name, Z to A'],
      ['newest', 'Newest first'],
      ['oldest', 'Oldest first'],
      ['knowledge-cutoff-newest', 'Newest knowledge cutoff first'],
      ['knowledge-cutoff-oldest', 'Oldest knowledge cutoff first'],
      ['expiration-soonest', 'Expires soonest first'],
      ['expiration-latest', 'Expires latest first'],
    ],
  },
]
