import { modelHistorySchema, type ModelHistory, type Step } from '@modelkeep/catalog/contract/model-history'
import { parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { tokenUnit } from '@modelkeep/catalog/price/units'
import * as z from 'zod'
import { getModelHistory } from '../../http/routes/history/get-model-history.js'
import { cursorAfter, pageShape, type Page } from '../page.js'
import { routeTool } from '../route-tool.js'
import { modelArgument } from './model-argument.js'

type PriceHistory = Omit<ModelHistory, 'versions'>

export const priceHistory = routeTool<{ data: ModelHistory }, { data: PriceHistory }>({
  name: 'price_history',
  title: 'Get the price history of a model',
  description:
    'How the prices, the context length and the expiry date of one model changed, also of a removed one. Each series has steps with a start, an end and a value, oldest first; a page holds the newest `limit` steps of each, the next page older ones. Prices are USD per token, per image or per request.',
  route: getModelHistory,
  input: z.strictObject({ ...modelArgument, ...pageShape }),
  output: z.object({ data: modelHistorySchema.omit({ versions: true }) }),
  call: ({ id = '' }) => ({ params: { id } }),
  content: ({ data: { versions: _versions, ...history } }, page) => ({
    data: {
      ...history,
      gaps: newest(history.gaps, page),
      series: history.series.map(({ field, steps }) => ({ field, steps: newest(steps, page) })),
    },
  }),
  next: ({ data: { gaps, series } }, page, { id = '' }) =>
    cursorAfter(page, Math.max(gaps.length, ...series.map(({ steps }) => steps.length)), { id }),
  text: ({ data: { id, present, first_seen: first, series } }) =>
    [
      `${id} ${present ? 'is in the catalogue' : 'is no longer in the catalogue'}${first === null ? '' : `; first seen ${first.slice(0, 10)}`}.`,
      ...series.filter(({ field }) => field.startsWith('pricing.')).map(({ field, steps }) => seriesLine(field, steps)),
    ].join('\n'),
})

/** One page of a list that is sorted oldest first, counted from its end. */
function newest<T>(items: readonly T[], { offset, limit }: Page): T[] {
  const end = Math.max(0, items.length - offset)
  return items.slice(Math.max(0, end - limit), end)
}

/** Such as `- prompt, USD per million input tokens: 2.5 from 2024-09-21, 2 from 2026-05-01`. */
function seriesLine(field: string, steps: readonly Step[]): string {
  const key = field.replace(/^pricing\./, '')
  const unit = tokenUnit(key)
  const moves = steps.map(({ from, value }) => `${valueText(value, unit !== undefined)} from ${from.slice(0, 10)}`)
  return `- ${key}, ${unit === undefined ? 'USD per unit' : `USD per million ${unit}`}: ${moves.join(', ')}`
}

function valueText(value: Step['value'], perToken: boolean): string {
  const price = parsePrice(value)
  if (price.kind === 'known') return (perToken ? perMillion(price.value) : price.value).toFixed()
  return price.kind === 'dynamic' ? 'dynamic' : 'not published'
}
