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
  const instead = `${column} ${value} ${finding.status === 'corrected' ? 'corrected to' : 'instead of'} ${oursText(finding)}`
  return `${instead}${percentText(finding)}${sinceText(finding)}`
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
  return `; the price since ${isFirst === true ? 'it was first seen on ' : ''}${since.slice(0, 10)}`
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
export function summaryText({ prices, missing, problems }: ComparedTable): string {
  const count = (...statuses: string[]): number => prices.filter(({ status }) => statuses.includes(status)).length
  const compared = count('right', 'wrong', 'known', 'corrected')
  const absent = missing.filter(({ status }) => status === 'missing').length
  const parts = [
    plural(count('wrong'), `of ${plural(compared, 'price')} is wrong`, `of ${plural(compared, 'price')} are wrong`),
    plural(count('corrected'), 'was wrong and is corrected', 'were wrong and are corrected'),
    plural(count('unreadable'), 'price cannot be read', 'prices cannot be read'),
    plural(absent, 'model is not in the catalogue', 'models are not in the catalogue'),
    plural(problems.length, 'row cannot be read', 'rows cannot be read'),
  ].filter((part) => !part.startsWith('0 '))
  const known = plural(count('known') + missing.length - absent, 'known deviation')
  const rest = known.startsWith('0 ') ? '' : `; ${known}`
  if (parts.length > 0) return `${parts.join(', ')}${rest}.`
  if (compared === 0) return `No price can be compared${rest}.`
  const isRight =
    count('known') > 0 ? `${count('right')} of ${plural(compared, 'price')} are right` : allRight(compared)
  return `${isRight}${rest}.`
}

function allRight(count: number): string {
  return count === 1 ? 'The price is right' : `All ${plural(count, 'price')} are right`
}

/** `2 prices`, `1 price`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
