// Reads `--price-paths`: where a table has its ids and prices, such as `models[].id,prices.in:prompt:per-million`.
import { PRICE_KEYS, type PriceKey } from '../model/price-format.js'
import { namedPrice, type NamedPrice } from './column-names.js'
import { PRICE_UNITS, PriceTableError, type PriceUnit } from './price-table.js'

export interface NamedColumn extends NamedPrice {
  name: string
}

/** In CSV a path is the name of a column. */
export interface PricePaths {
  /** `models[].id` is the field `id` in the elements of the list `models`; `models.*` stands for the keys of the map `models`. */
  id: string
  prices: NamedColumn[]
}

/** Where the rows of a JSON document are, and the id in a row. `id` is null if the keys of a map are the ids. */
export interface RowPath {
  container: string[]
  id: string[] | null
}

/** @throws PriceTableError that says what would be right */
export function parsePricePaths(text: string): PricePaths {
  const [id = '', ...rest] = text.split(',').map((part) => part.trim())
  if (id === '' || rest.length === 0)
    throw new PriceTableError(
      `the price paths are ${JSON.stringify(text)}; expected the path of the id and at least one of a price, such as models[].id,prices.in:prompt:per-million`,
    )
  const prefix = /^(.*(?:\[\]|\*)\.?)/.exec(id)?.[1]
  return { id, prices: rest.map((part) => parsePrice(withoutPrefix(part, prefix))) }
}

export function rowPath(id: string): RowPath | null {
  const list = /^(.*?)\.?\[\]\.?(.*)$/.exec(id)
  if (list !== null) return { container: segments(list[1]!), id: segments(list[2]!) }
  const map = /^(?:(.*)\.)?\*$/.exec(id)
  return map === null ? null : { container: segments(map[1] ?? ''), id: null }
}

export function segments(path: string): string[] {
  return path.split('.').filter((segment) => segment !== '')
}

function withoutPrefix(path: string, prefix: string | undefined): string {
  return prefix !== undefined && path.startsWith(prefix) ? path.slice(prefix.length) : path
}

/** `name`, `name:price` or `name:price:unit`. A price of tokens whose unit is nowhere given has the unit null. */
function parsePrice(text: string): NamedColumn {
  const parts = text.split(':').map((part) => part.trim())
  const name = parts[0] ?? ''
  if (name === '' || parts.length > 3)
    throw new PriceTableError(
      `the price path ${JSON.stringify(text)} is not name:price:unit, such as in:prompt:per-million`,
    )
  const named = namedPrice(name.split('.').at(-1)!)
  const key = parts[1] === undefined ? named?.key : readKey(parts[1], text)
  if (key === undefined)
    throw new PriceTableError(
      `the price path ${JSON.stringify(text)} does not say which price it is; append one, such as :prompt or :completion`,
    )
  return {
    name,
    key,
    unit: parts[2] === undefined ? (named?.unit ?? null) : readUnit(parts[2], 'the price path ' + text),
  }
}

function readKey(text: string, path: string): PriceKey {
  const key = PRICE_KEYS.find((known) => known === text)
  if (key !== undefined) return key
  throw new PriceTableError(
    `the price path ${JSON.stringify(path)} has the price ${JSON.stringify(text)}; expected one of ${PRICE_KEYS.join(', ')}`,
  )
}

/** `where` names the option in the message. @throws PriceTableError */
export function readUnit(text: string, where: string): PriceUnit {
  const unit = PRICE_UNITS.find((known) => known === text)
  if (unit !== undefined) return unit
  throw new PriceTableError(`${where} has the unit ${JSON.stringify(text)}; expected one of ${PRICE_UNITS.join(', ')}`)
}
