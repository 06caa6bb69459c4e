// What the findings of a price table say, for tables and annotations.
import { Big } from 'big.js'
import { writeNumber } from '@modelkeep/catalog/price-table/number-text'
import type {
  ComparedTable,
  MissingModel,
  PriceFinding,
  UnneededPin,
} from '@modelkeep/catalog/price-table/price-findings'

const MAX_NEAR = 3

export function priceText(finding: PriceFinding): string {
  const { column, value, problem } = finding
  if (finding.status === 'unreadable') return `${column} ${JSON.stringify(value)} ${problem}`
  if (finding.status === 'not_comparable') return `${column}: ${problem}`
  const ours = oursText(finding)
  if (finding.status === 'corrected') return `${column} corrected from ${value} to ${ours}`
  return `${column} ${value} instead of ${ours}${sinceText(finding)}${percentText(finding)}`
}

/** In the notation of the file, to be compared by eye. */
function oursText({ catalogue, windows = [], value }: PriceFinding): string {
  const written = (price: string): string => writeNumber(new Big(price), value)
  return catalogue === null ? `${windows.map(written).join(' or ')}, by the time of day` : written(catalogue)
}

function percentText({ percent, value, catalogue }: PriceFinding): string {
  if (percent === null || catalogue === null) return ''
  const way = new Big(numberIn(value)).gt(catalogue) ? 'high' : 'low'
  return ` (${percent === 0 ? 'less than 0.01' : Math.abs(percent)} % too ${way})`
}

function numberIn(value: string): string {
  return value.replaceAll(/[^-\d.eE]/g, '').replaceAll(/^E|E$/g, '')
}

function sinceText({ since, since_first_observation: isFirst }: PriceFinding): string {
  if (since === undefined || since === null) return ''
  return ` since ${isFirst === true ? 'it was first seen on ' : ''}${since.slice(0, 10)}`
}

export function missingText({ removed_at: removedAt, near }: MissingModel): string {
  const what = removedAt === null ? 'not in the catalogue' : `removed on ${removedAt.slice(0, 10)}`
  if (near.length === 0) return what
  return `${what}; ${removedAt === null ? 'similar:' : 'use'} ${near.slice(0, MAX_NEAR).join(', ')}`
}

export function unneededText({ model, field, message }: UnneededPin): string {
  return `the known deviation of ${model}${field === null ? '' : `, ${field},`} has no effect: ${message}`
}

/** The result in one sentence. */
export function summaryText(compared: ComparedTable): string {
  const { prices, missing, problems } = compared
  const absent = missing.filter(({ status }) => status === 'missing').length
  const counts: readonly [number, string, string][] = [
    [prices.filter(({ status }) => status === 'unreadable').length, 'price cannot be read', 'prices cannot be read'],
    [absent, 'model is not in the catalogue', 'models are not in the catalogue'],
    [problems.length, 'row cannot be read', 'rows cannot be read'],
  ]
  const others = counts.flatMap(([count, one, many]) => (count === 0 ? [] : [plural(count, one, many)]))
  const known = missing.length - absent + prices.filter(({ status }) => status === 'known').length
  const sentence = [comparedText(compared), ...others].join(', ')
  return `${sentence}${known === 0 ? '' : `; ${plural(known, 'known deviation')}`}.`
}

/** What became of the prices that could be compared. */
function comparedText({ prices }: ComparedTable): string {
  const count = (wanted: PriceFinding['status']): number => prices.filter(({ status }) => status === wanted).length
  const [right, wrong, corrected] = [count('right'), count('wrong'), count('corrected')]
  const compared = right + wrong + corrected + count('known')
  if (compared === 0) return 'No price can be compared'
  const all = plural(compared, 'price')
  const parts = [
    ...(wrong > 0 ? [`${wrong} of ${all} ${wrong === 1 ? 'is' : 'are'} wrong`] : []),
    ...(corrected > 0 ? [`${corrected} of ${all} ${corrected === 1 ? 'was' : 'were'} wrong and corrected`] : []),
  ]
  if (parts.length > 0) return parts.join(', ')
  if (right < compared) return `${right} of ${all} are right`
  return compared === 1 ? 'The price is right' : `All ${all} are right`
}

/** `2 prices`, `1 price`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
