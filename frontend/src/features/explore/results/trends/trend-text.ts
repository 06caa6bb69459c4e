// How the prices of a model moved, in words.
import type { PriceStability, TokenPriceStability } from '@modelkeep/catalog/contract/price-stability'
import { parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { dollars } from '../../../../shared/ui/prices.js'

export type ChangeDays = 30 | 90

export interface TrendText {
  /** For a cell: `−20 %`, or `−20 % / +5 %` if input and output differ. */
  text: string
  /** In full. */
  title: string
}

const unknown = '–'

/** The change of both prices over so many days; unknown prices have none. */
export function changeText({ prompt, completion }: PriceStability, days: ChangeDays): TrendText {
  const [input, output] = [percentOf(prompt, days), percentOf(completion, days)]
  if (input === null && output === null) return { text: unknown, title: `Not known for ${days} days` }
  const [inputText, outputText] = [input, output].map((percent) => (percent === null ? unknown : signed(percent)))
  return {
    text: inputText === outputText ? `${inputText}` : `${inputText} / ${outputText}`,
    title: `In ${days} days: input ${inWords(input)}, output ${inWords(output)}`,
  }
}

/** Whether prices only fell (good), only rose (bad), or neither. */
export function directionOf({ prompt, completion }: PriceStability, days: ChangeDays): 'good' | 'bad' | null {
  const percents = [percentOf(prompt, days) ?? 0, percentOf(completion, days) ?? 0]
  if (percents.every((percent) => percent === 0)) return null
  if (percents.every((percent) => percent <= 0)) return 'good'
  return percents.every((percent) => percent >= 0) ? 'bad' : null
}

/** What a sparkline shows, in words. */
export function historyText({ prompt, completion }: PriceStability): string {
  return `${sideText('Input', prompt)}; ${sideText('output', completion)}`
}

function sideText(name: string, { periods, series }: TokenPriceStability): string {
  const year = periods.find(({ days }) => days === 365)
  const now = amount(series.at(-1)?.value ?? null)
  const [lowest, highest] = [amount(year?.lowest ?? null), amount(year?.highest ?? null)]
  if (year === undefined || lowest === null || highest === null) return `${name} price unknown`
  const current = now === null ? 'now unknown' : `now ${now}`
  if (year.changes === 0) return `${name} unchanged at ${now ?? highest} per million tokens`
  const times = year.changes === 1 ? 'once' : `${year.changes} times`
  return `${name} changed ${times} in 12 months, between ${lowest} and ${highest} per million tokens, ${current}`
}

function percentOf({ periods }: TokenPriceStability, days: ChangeDays): number | null {
  return periods.find((period) => period.days === days)?.percent ?? null
}

function inWords(percent: number | null): string {
  if (percent === null) return 'not known'
  return percent === 0 ? 'unchanged' : signed(percent)
}

/** `−20 %`, `+4.5 %`, `0 %`: with a minus sign, and at most one decimal from 10 % on. */
function signed(percent: number): string {
  const size = Math.abs(percent)
  const digits = size.toLocaleString('en-US', { maximumFractionDigits: size < 10 ? 2 : 1 })
  return `${percent < 0 ? '−' : percent > 0 ? '+' : ''}${digits} %`
}

function amount(price: string | null): string | null {
  const parsed = parsePrice(price)
  if (parsed.kind !== 'known') return null
  return parsed.value.eq(0) ? '$0' : dollars(perMillion(parsed.value))
}
