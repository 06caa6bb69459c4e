// The price histories of the compared models as lines of one chart.
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { type HistoryLine, priceLine } from '../../../shared/chart/history-lines.js'

export type ComparedPrice = 'input' | 'output'

export const comparedPrices = [
  { id: 'input', name: 'Input', field: 'pricing.prompt' },
  { id: 'output', name: 'Output', field: 'pricing.completion' },
] as const

/** The price in a URL; input by default. */
export function parsePriceChoice(text: string | undefined): ComparedPrice {
  return text === 'output' ? 'output' : 'input'
}

export interface ComparedModel {
  id: string
  name: string
  /** Without token prices, a price of zero is not a price. */
  isBilledByToken: boolean
  /** null: not loaded. */
  history: ModelHistory | null
}

export interface ComparedLines {
  /** Position and line of each model that ever had this price. The position selects colour and dashes, so that they do not depend on other models. */
  drawn: { position: number; line: HistoryLine }[]
  /** Names of models that never had this price. */
  without: string[]
}

export function comparedLines(models: readonly ComparedModel[], price: ComparedPrice): ComparedLines {
  const field = comparedPrices.find(({ id }) => id === price)?.field
  const drawn: ComparedLines['drawn'] = []
  const without: string[] = []
  for (const [position, { id, name, isBilledByToken, history }] of models.entries()) {
    if (history === null) continue
    const series = history.series.find((one) => one.field === field)
    const line = series === undefined || !isBilledByToken ? null : priceLine(series, history.gaps)
    if (line?.steps.some(({ height }) => height !== null)) drawn.push({ position, line: { ...line, field: id, name } })
    else without.push(name)
  }
  return { drawn, without }
}
