// Deviations from the catalogue that someone accepts, read from a JSON list.
import type { Big } from 'big.js'
import { PRICE_KEYS, type PriceKey } from '../model/price-format.js'
import { parseJsonDocument, propertiesOf, type JsonDocument, type JsonNode } from './json-document.js'
import { readNumber } from './number-text.js'
import { PriceTableError } from './price-table.js'

/** Pins one price, in the unit of the file; or a model that the catalogue does not have. */
export type KnownDeviation = { model: string; line: number } & (
  { kind: 'price'; field: PriceKey; value: Big; catalogue: Big | null } | { kind: 'missing' }
)

const NAMES = ['model', 'field', 'value', 'catalogue', 'missing', 'note']
const EXPECTED =
  'expected {"model": …, "field": "prompt", "value": …}, optionally with "catalogue" and "note", or {"model": …, "missing": true}'

/** @throws PriceTableError that names the line */
export function readKnownDeviations(text: string): KnownDeviation[] {
  const document = parseJsonDocument(text.startsWith('\uFEFF') ? text.slice(1) : text)
  if (document.root.type !== 'array') throw new PriceTableError(`known deviations must be a list; ${EXPECTED} in it`)
  return (document.root.children ?? []).map((node) => deviation(document, node))
}

function deviation(document: JsonDocument, node: JsonNode): KnownDeviation {
  const line = document.lineOf(node)
  const fail = (message: string): never => {
    throw new PriceTableError(`line ${line}: ${message}; ${EXPECTED}`)
  }
  const properties = new Map(propertiesOf(node).map(({ name, value }) => [name, value]))
  const unknown = [...properties.keys()].find((name) => !NAMES.includes(name))
  if (unknown !== undefined) fail(`${JSON.stringify(unknown)} is not known`)
  const model: unknown = properties.get('model')?.value
  if (typeof model !== 'string' || model === '') return fail('there is no model')
  if (properties.get('missing')?.value === true) {
    if (properties.has('field') || properties.has('value')) fail('a missing model has no field and value')
    return { kind: 'missing', model, line }
  }
  const given: unknown = properties.get('field')?.value
  const field = PRICE_KEYS.find((key) => key === given)
  if (field === undefined) return fail(`the field must be one of ${PRICE_KEYS.join(', ')}`)
  const numberOf = (name: string): Big | null => {
    const value = properties.get(name)
    if (value === undefined) return null
    const { offset, length, type } = value
    const read = readNumber(document.text.slice(offset, offset + length).replaceAll('"', ''))
    return read.value === null || !['number', 'string'].includes(type)
      ? fail(`the ${name} must be a number`)
      : read.value
  }
  const value = numberOf('value') ?? fail('there is no value')
  return { kind: 'price', model, line, field, value, catalogue: numberOf('catalogue') }
}
