import { needsAttention, type ComparedTable, type PriceFinding } from '@modelkeep/catalog/price-table/price-findings'
import { isPrimaryPrice } from '@modelkeep/catalog/price/price'
import { table, type Cell } from '../table.js'
import { paint, type Style, type Terminal } from '../terminal.js'
import { missingText, priceText, summaryText } from './finding-text.js'

const columns = [
  { title: 'LINE', align: 'right' },
  { title: 'MODEL' },
  { title: 'STATUS' },
  { title: 'DETAIL' },
] as const

const SHOWN: Readonly<Partial<Record<PriceFinding['status'], { label: string; style: Style }>>> = {
  wrong: { label: 'wrong', style: 'red' },
  corrected: { label: 'corrected', style: 'green' },
  unreadable: { label: 'unreadable', style: 'red' },
  not_comparable: { label: 'not compared', style: 'dim' },
}

/** A table of what needs attention, was corrected or cannot be compared, in the order of the file; then the result. */
export function pricesReport(compared: ComparedTable, terminal: Terminal): string {
  const rows = [...priceRows(compared), ...missingRows(compared), ...problemRows(compared)]
  const body = table(
    columns,
    rows.toSorted((a, b) => a.line - b.line).map(({ cells }) => cells),
    terminal,
  )
  const result = paint(terminal, needsAttention(compared) ? 'bold' : 'green', summaryText(compared))
  const counts = notComparedText(compared)
  return [...(rows.length === 0 ? [] : [body, '']), result, ...(counts === '' ? [] : [counts])].join('\n')
}

interface Row {
  line: number
  cells: Cell[]
}

function rowOf(line: number, model: string, label: string, style: Style, detail: string): Row {
  return {
    line,
    cells: [{ text: String(line) }, { text: model, style: 'bold' }, { text: label, style }, { text: detail }],
  }
}

function priceRows({ prices }: ComparedTable): Row[] {
  return prices.flatMap((finding) => {
    const shown = SHOWN[finding.status]
    if (shown === undefined || (finding.status === 'not_comparable' && !isPrimaryPrice(finding.field))) return []
    return [rowOf(finding.line, finding.model, shown.label, shown.style, priceText(finding))]
  })
}

function missingRows({ missing }: ComparedTable): Row[] {
  return missing
    .filter(({ status }) => status === 'missing')
    .map((model) => rowOf(model.line, model.model, 'missing', 'red', missingText(model)))
}

function problemRows({ problems }: ComparedTable): Row[] {
  return problems.map(({ line, message }) => rowOf(line, '', 'unreadable', 'red', message))
}

/** `Not compared: 18 not published in the catalogue, 4 dynamic in the catalogue.` */
function notComparedText({ prices }: ComparedTable): string {
  const counts = new Map<string, number>()
  for (const { status, problem } of prices)
    if (status === 'not_comparable' && problem !== null) counts.set(problem, (counts.get(problem) ?? 0) + 1)
  const parts = [...counts].toSorted(([, a], [, b]) => b - a).map(([problem, count]) => `${count} ${problem}`)
  return parts.length === 0 ? '' : `Not compared: ${parts.join(', ')}.`
}
