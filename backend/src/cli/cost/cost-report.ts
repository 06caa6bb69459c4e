import type { Big } from 'big.js'
import { table, type Cell, type Column } from '../table.js'
import { paint, type Terminal } from '../terminal.js'
import type { Grouping } from './cost-options.js'
import type { ComparisonTally, CostTally, Group, Sums, WhatIfSums } from './cost-tally.js'
import { causeText } from './comparison.js'
import type { PricedRow } from './price-batch.js'

const right = (title: string): Column => ({ title, align: 'right' })
const left = (title: string): Column => ({ title, shrinks: true })
const DECIMALS = 6
const MAX_NOTES = 15

export interface ReportOptions {
  by: readonly Grouping[]
  terminal: Terminal
  /** What tells where a row is: its line, or its number in a list of JSON, which may be on one line. */
  place: 'line' | 'nr'
}

/** Tables for people: totals, other models, the comparison, rows without a cost, notes. Amounts are rounded. */
export function costReport(tally: CostTally, { by, terminal, place }: ReportOptions): string {
  const { total, groups, whatIf, comparison } = tally
  const sections = [
    totalsTable(groups, total, by, terminal),
    ...(whatIf.length > 0 ? [whatIfTable(whatIf, terminal)] : []),
    ...(comparison === null ? [] : comparisonSections(comparison, terminal, place)),
    ...(total.unpriced > 0 ? [failuresSection(tally, terminal, place)] : []),
    ...notesSection(tally, terminal),
  ]
  return sections.join('\n\n')
}

function totalsTable(groups: readonly Group[], total: Sums, by: readonly Grouping[], terminal: Terminal): string {
  const columns = [
    ...by.map((grouping) => left(grouping.toUpperCase())),
    right('ROWS'),
    right('UNPRICED'),
    right('COST USD'),
  ]
  const rows = groups.map((group): Cell[] => [...group.keys.map((text) => ({ text })), ...sumCells(group)])
  const last: Cell[] = [{ text: 'total', style: 'bold' }, ...by.slice(1).map(() => ({ text: '' })), ...sumCells(total)]
  return table(columns, [...rows, last], terminal)
}

function sumCells({ rows, unpriced, cost }: Sums): Cell[] {
  return [
    { text: whole(rows) },
    unpriced === 0 ? { text: '' } : { text: whole(unpriced), style: 'red' },
    // A sum of nothing must not look like a cost of zero.
    rows > 0 && unpriced === rows ? { text: '–' } : { text: usd(cost), style: 'bold' },
  ]
}

function whatIfTable(whatIf: readonly WhatIfSums[], terminal: Terminal): string {
  const columns = [
    left('WHAT IF'),
    right('ROWS'),
    right('COST USD'),
    right('INSTEAD OF'),
    right('DIFFERENCE'),
    right('%'),
  ]
  const rows = whatIf.map(({ model, rows: count, cost, otherCost }): Cell[] => {
    const difference = otherCost.minus(cost)
    return [
      { text: model, style: 'bold' },
      { text: whole(count) },
      { text: usd(otherCost) },
      { text: usd(cost) },
      { text: signed(difference), style: difference.gt(0) ? 'red' : 'green' },
      { text: cost.eq(0) ? '' : percent(difference.div(cost).times(100).toNumber()) },
    ]
  })
  const notes = whatIf.flatMap(({ model, unpriced, firstProblem, uncertain }) => [
    ...(unpriced > 0 ? [`${model}: ${counted(unpriced)} left out, without a cost: ${firstProblem}`] : []),
    ...(uncertain > 0
      ? [`${model}: ${counted(uncertain)} at times when it was not listed, by its first or last known prices`]
      : []),
  ])
  return [table(columns, rows, terminal), ...notes].join('\n')
}

function comparisonSections(
  { rows, missing, theirs, ours, causes, largest }: ComparisonTally,
  terminal: Terminal,
  place: ReportOptions['place'],
): string[] {
  const differing = causes.reduce((sum, cause) => sum + cause.rows, 0)
  const head = `${whole(differing)} of ${whole(rows)} rows differ by more than 1 %: their total is $${usd(theirs)}, ours $${usd(ours)} (${signed(theirs.minus(ours))})${missing > 0 ? `; ${counted(missing)} without a figure` : ''}`
  if (differing === 0) return [paint(terminal, 'green', head)]
  const causeTable = table(
    [left('LIKELY CAUSE'), right('ROWS'), right('DIFFERENCE USD')],
    causes.map((cause) => [
      { text: causeText(cause.cause) },
      { text: whole(cause.rows) },
      { text: signed(cause.difference) },
    ]),
    terminal,
  )
  const columns = [
    placeColumn(place),
    left('MODEL'),
    right('THEIRS USD'),
    right('OURS USD'),
    right('DIFFERENCE'),
    right('%'),
    left('LIKELY CAUSE'),
  ]
  const lines = largest.map(({ [place]: at, result, comparison }): Cell[] => [
    { text: String(at) },
    { text: result.model_id ?? '' },
    { text: shortUsd(comparison!.theirs) },
    { text: shortUsd(result.cost ?? '') },
    {
      text: comparison!.difference.startsWith('-')
        ? shortUsd(comparison!.difference)
        : `+${shortUsd(comparison!.difference)}`,
    },
    { text: comparison!.percent === null ? '' : percent(comparison!.percent) },
    { text: causeText(comparison!.cause!) },
  ])
  const title = largest.length < differing ? [`The ${largest.length} largest differences:`] : []
  const list = largest.length === 0 ? [] : [[...title, table(columns, lines, terminal)].join('\n')]
  return [`${paint(terminal, 'bold', head)}\n\n${causeTable}`, ...list]
}

function failuresSection(
  { total, failures, failureCounts }: CostTally,
  terminal: Terminal,
  place: ReportOptions['place'],
): string {
  const reasons = failureCounts.map(({ code, rows }) => `${whole(rows)} ${code.replaceAll('_', ' ')}`).join(', ')
  const title = paint(terminal, 'red', `${counted(total.unpriced)} without a cost: ${reasons}`)
  if (failures.length === 0) return title
  const rows = failures.map(({ [place]: at, result }: PricedRow): Cell[] => [
    { text: String(at) },
    { text: result.model ?? '', style: 'bold' },
    { text: result.error?.message ?? '' },
  ])
  const more = total.unpriced - failures.length
  const rest = more > 0 ? [`and ${counted(more, 'more row', 'more rows')}; --json lists all`] : []
  return [title, table([placeColumn(place), left('MODEL'), { title: 'REASON' }], rows, terminal), ...rest].join('\n')
}

const CERTAINTY_NOTES = {
  before_history: 'The call was before the first known price of its model: priced by that.',
  after_removal: 'Its model was not listed at that time: priced by its last known price.',
} as const

function notesSection({ notes, certainty }: CostTally, terminal: Terminal): string[] {
  const all = [
    ...(['before_history', 'after_removal'] as const).map((key) => ({
      text: CERTAINTY_NOTES[key],
      rows: certainty[key],
    })),
    ...notes,
  ].filter(({ rows }) => rows > 0)
  if (all.length === 0) return []
  const more = all.length > MAX_NOTES ? [`and ${all.length - MAX_NOTES} more notes; --json lists all`] : []
  const lines = all
    .slice(0, MAX_NOTES)
    .map(({ text, rows }) => `${paint(terminal, 'dim', `${counted(rows)}:`)} ${text}`)
  return [[...lines, ...more].join('\n')]
}

function placeColumn(place: ReportOptions['place']): Column {
  return right(place === 'line' ? 'LINE' : 'ROW')
}

function whole(count: number): string {
  return count.toLocaleString('en-GB')
}

function counted(count: number, one = 'row', many = 'rows'): string {
  return `${whole(count)} ${count === 1 ? one : many}`
}

function usd(amount: Big): string {
  const [integer = '', decimals = ''] = amount.toFixed(DECIMALS).split('.')
  return `${integer.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}.${decimals}`
}

function signed(amount: Big): string {
  return `${amount.gte(0) ? '+' : '−'}${usd(amount.abs())}`
}

/** Amounts of single rows may be tiny: four significant digits. */
function shortUsd(amount: string): string {
  const [sign, digits] = amount.startsWith('-') ? ['−', amount.slice(1)] : ['', amount]
  const start = digits.search(/[1-9]/)
  const point = digits.indexOf('.')
  if (start === -1 || point === -1) return sign + digits
  const end = Math.max(start > point ? start + 4 : point + 5, point + 5)
  return sign + Number(digits).toFixed(Math.min(digits.length, end) - point - 1)
}

function percent(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : ''
  const size = Math.abs(value)
  return `${sign}${size < 10 ? size.toFixed(1) : Math.round(size).toLocaleString('en-GB')}`
}
